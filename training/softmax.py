"""Multinomial logistic regression over many sparse signs, by AdaGrad in small batches (Duchi et al., 2011).

A dozen looks at each example suffice and nothing is gained by more; the general solvers of scikit-learn take twenty
times as long for the same answers here, and the sentences are fitted a dozen times over (``train.py``, ``weigh.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

LOOKS = 12
BATCH = 128
_STEP = 0.5
_SHRINK = 1e-5
"""How strongly weights are drawn to nothing: hardly, since the looks are few."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A weight for each class (row) and column, and what speaks for a class before any sign does."""

    classes: list[str]
    weights: np.ndarray
    bias: np.ndarray

    def odds(self, rows: csr_matrix) -> np.ndarray:
        """The probability of each class (column) of each row."""
        return _shares(rows @ self.weights.T + self.bias)


def fitted(rows: csr_matrix, names: Sequence[str]) -> Fitted:
    """The regression of ``names``, one a row; every class counts alike, however many rows it has."""
    classes = sorted(set(names))
    wanted = np.searchsorted(classes, names)
    counts = np.bincount(wanted)
    worth = (len(names) / (len(classes) * counts))[wanted].astype(np.float32)
    rows = rows.astype(np.float32)
    weights = np.zeros((rows.shape[1], len(classes)), np.float32)
    bias = np.zeros(len(classes), np.float32)
    steepness, bias_steepness = np.full_like(weights, 1e-3), np.full_like(bias, 1e-3)
    mean, mean_bias = np.zeros_like(weights), np.zeros_like(bias)
    order = np.random.default_rng(0)
    for look in range(LOOKS):
        shuffled = order.permutation(len(names))
        for begin in range(0, len(names), BATCH):
            chosen = shuffled[begin : begin + BATCH]
            batch = rows[chosen]
            columns, places = np.unique(batch.indices, return_inverse=True)
            narrow = csr_matrix((batch.data, places, batch.indptr), shape=(len(chosen), len(columns)))
            error = _shares(narrow @ weights[columns] + bias)
            error[np.arange(len(chosen)), wanted[chosen]] -= 1
            error *= worth[chosen, None]
            slope = narrow.T @ error + _SHRINK * len(chosen) * weights[columns]
            steepness[columns] += slope * slope
            weights[columns] -= _STEP * slope / np.sqrt(steepness[columns])
            bias_slope = error.sum(0)
            bias_steepness += bias_slope * bias_slope
            bias -= _STEP * bias_slope / np.sqrt(bias_steepness)
        if look >= LOOKS // 2:  # the mean of the later looks is steadier than the last
            mean += weights
            mean_bias += bias
    kept = LOOKS - LOOKS // 2
    return Fitted(classes, (mean / kept).T, mean_bias / kept)


def _shares(scores: np.ndarray) -> np.ndarray:
    odds: np.ndarray = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    return odds
