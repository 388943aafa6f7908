"""Why a connection broke off or never was, in words for people."""

import ssl


def why(problem: OSError) -> str:
    """One line, without the number of the error and where in OpenSSL it was met; "" where nothing is told."""
    match problem:
        case ssl.SSLCertVerificationError(verify_message=str(message)):  # ours, of a fingerprint, have none
            return f"its certificate is not trusted: {message}"
        case ssl.SSLCertVerificationError():
            return str(problem)
        case ssl.SSLError():
            return f"TLS fails ({problem.reason or type(problem).__name__})"
        case TimeoutError():
            return "timed out: the server does not answer"
    return problem.strerror or str(problem)
