"""What a template may be made of: words, facts and questions about facts, and nothing that could run on.

A template has no loop, no call, no arithmetic and no variable of its own, so that its text is never much longer than
itself, and filling it in takes no time, whoever wrote it.
"""

from jinja2 import Environment, TemplateSyntaxError, nodes

from afterword.compose.facts import ORDER_OF_KEEPING, Facts

LONGEST_TEMPLATE = 16_000  # characters; a note of 120 words in two forms of address has 2,000
_DEEPEST = 24  # nested questions; more is no note
_FACTS = frozenset(Facts.__struct_fields__)

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand,
)  # fmt: skip


def faults_of_form(source: str, environment: Environment) -> tuple[str, ...]:
    """What is wrong with a template before any fact is in it, each with its line."""
    if len(source) > LONGEST_TEMPLATE:
        return (f"it is longer than {LONGEST_TEMPLATE:,} characters",)
    if not source.strip():
        return ("it is empty, or cannot be read",)
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as problem:
        return (f"line {problem.lineno}: {problem.message}",)
    except ValueError:  # a number of thousands of digits
        return ("it has a number in it that is none for a note",)
    except RecursionError:
        return ("it is nested too deeply",)
    found: list[str] = []
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            return ("it is nested too deeply",)
        fault = _fault(node)
        if fault is not None:
            found.append(f"line {node.lineno}: {fault}")
        elif not isinstance(node, nodes.Getattr):
            waiting += [(child, depth + 1) for child in node.iter_child_nodes()]
    return tuple(sorted(set(found)))


def notes_named(source: str, environment: Environment) -> frozenset[str]:
    """The kinds of the user's notes that a template of good form has a place for."""
    named = environment.parse(source).find_all(nodes.Getattr)
    return frozenset(node.attr for node in named)


def _fault(node: nodes.Node) -> str | None:
    if not isinstance(node, _ALLOWED):
        return f"“{type(node).__name__}” has no place in a note: only facts, and questions about them"
    if isinstance(node, nodes.Getattr):
        if not isinstance(node.node, nodes.Name) or node.node.name != "notes":
            return f"nothing but notes has parts such as “.{node.attr}”"
        return None if node.attr in ORDER_OF_KEEPING else f"there is no note “{node.attr}”"
    if isinstance(node, nodes.Const) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return "a number stands in a note as it is, without braces"
    if isinstance(node, nodes.Name) and node.name not in _FACTS:
        return f"there is no fact “{node.name}”"
    return None
