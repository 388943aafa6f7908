"""How mail programs of many languages mark what is not newly written: history, forwards, sign-offs, disclaimers."""

import re

FORWARD_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|antw|rv|sv)\s*:\s*)?(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vs|pd|转发|転送)\s*:", re.IGNORECASE
)
FORWARD_LINE = re.compile(
    r"^[\s>]*(?:-{2,}\s*)?(?:begin |anfang der |début du |inizio )?(?:forwarded (?:message|by\b.*)|"
    r"weitergeleitete (?:nachricht|e-mail|mail)|weitergeleiteten nachricht|message transféré|message réexpédié|"
    r"mensaje reenviado|mensagem (?:encaminhada|reencaminhada)|doorgestuurd bericht|messaggio inoltrato|"
    r"przekazana wiadomość|vidarebefordrat meddelande|пересылаемое сообщение|转发的邮件|転送メッセージ)\s*:?\s*(?:-{2,})?\s*:?\s*$",
    re.IGNORECASE,
)
ORIGINAL_LINE = re.compile(
    r"^\s*-{2,}\s*(?:original (?:message|appointment)|ursprüngliche (?:nachricht|e-mail)|original-?nachricht|message d'origine|message original|"
    r"mensaje original|mensagem original|oorspronkelijk bericht|messaggio originale|wiadomość oryginalna|"
    r"ursprungligt meddelande|oprindelig meddelelse|исходное сообщение|reply message|原始邮件|元のメッセージ)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_HEADER_NAMES = (
    "from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|betreff|de|envoyé(?: le)?|date|à|objet|cc|enviado(?: el| em)?|"
    "fecha|para|asunto|data|assunto|da|inviato|a|oggetto|van|verzonden|aan|onderwerp|od|wysłano|do|temat|från|skickat|"
    "till|ämne|fra|sendt|til|emne|от|дата|кому|тема|отправлено|差出人|送信日時|宛先|件名|日時"
)
HEADER_LINE = re.compile(rf"^[\s>*]*(?:{_HEADER_NAMES})\s?\*?\s?[::]\*?\s+\S", re.IGNORECASE)
HEADER_FIRST = re.compile(r"^[\s>*]*(?:from|von|de|da|van|od|från|fra|от|差出人)\s?\*?\s?[::]\*?\s+\S", re.IGNORECASE)
WROTE = re.compile(
    r"(?:\bwrote|\bwrites|\bschrieb(?:\s.*)?|\bécrit|\bescribió|\bescreveu|\bha scritto|\bschreef(?:\s.*)?|\bnapisał(?:\(a\)|a)?|"
    r"\bskrev(?:\s.*)?|\bkirjoitti|\bnapsal\(?a?\)?|\bírta|\bпишет|\bнаписал\(?а?\)?|\byazdı|のメール|さんは書きました|写道)\s?[::]\s*$",
    re.IGNORECASE,
)
ATTRIBUTION_BEGIN = re.compile(
    r"^\s*(?:on|am|le|el|em|op|il|il giorno|w dniu|dnia|den|på|at|\d{1,4}[./年-]|\w+\.?,? \d{1,2}|\S.{0,80}@|\S.{0,60}\()",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"^(?:--|–|—)\s?$")
RULE = re.compile(r"^\s*[_*=-]{8,}\s*$")
SENT_FROM = re.compile(
    r"^\s*(?:sent from|get outlook for|von meinem .{1,30} gesendet|gesendet von|envoyé de(?:puis)?|enviado (?:desde|do|de) |"
    r"inviato da|verstuurd vanaf|verzonden vanaf|wysłane z)\b",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^[\W_]*(?:disclaimer|confidentiality|this (?:e-?mail|message|communication)(?: and any| is (?:intended|confidential|for)|"
    r",? including| may contain| contains)|the (?:information|contents?) (?:contained )?(?:in|of) this|diese (?:e-?mail|nachricht) "
    r"(?:enthält|ist|kann)|ce (?:message|courriel|mail)(?: est| et| peut)|este (?:mensaje|correo|e-?mail) (?:es|y|contiene|puede)|"
    r"esta mensagem (?:é|e|pode|contém)|ai sensi del|le informazioni contenute|questo messaggio (?:è|e|contiene)|"
    r"dit (?:bericht|e-?mailbericht) (?:is|kan|en)|de inhoud van dit bericht|ta wiadomość|o conteúdo desta|treść (?:tej|niniejszej)|"
    r"[^.]{3,80}\b(?:is (?:authori[sz]ed and regulated by|(?:a company )?registered in (?:england|scotland|wales|ireland|northern))|"
    r"is een handelsnaam van|immatriculée? au (?:rcs|registre)|inscrita en el registro mercantil|administratorem (?:danych|państwa))|"
    r"(?:registered (?:office|in england|charity)|sitz der gesellschaft|siège social|capital social|sede legale)\b|"
    # Courts and registers by their number: "btw" is said in letters, and a court may hire.
    r"(?:amtsgericht|handelsregister|registergericht)\b[^.]{0,40}\bhr ?[ab]\b|"
    r"(?:ust-?id(?:nr)?|siren|siret|kvk|btw|p\. ?iva|partita iva|cnpj|nipc|krs|regon)\b[^a-z\n]{0,4}(?:nl|de)?\d)",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"^\W*(?:p\.? ?s\b|p\.? ?p\.? ?s\b|n\.? ?b\b|post ?scriptum|追伸)", re.IGNORECASE)
BARE_QUOTED = re.compile(r"^\s{0,3}(?:>|\|\s)")
