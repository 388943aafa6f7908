"""How mail servers say that a message could not be delivered, and how automatic replies are titled."""

import re

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail-?daemon|mail ?delivery ?(?:system|subsystem|service)?|mdaemon|"
    r"bounces?|microsoftexchange[0-9a-f]+|uucp|mmdf|auto-?notify)$",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:daemon|delivery)|delivery (?:sub)?system|postmaster|system administrator|mail administrator",
    re.IGNORECASE,
)
FAILED_SUBJECT = re.compile(
    r"undeliver|(?:delivery|mail|message)\b.{0,30}(?:fail|problem|error|return|status|could not|not deliver)|"
    r"(?:fail|error|problem|return)\w*\b.{0,20}(?:delivery|mail|message|notice|to deliver)|non[- ]?delivery|\bbounced?\b|"
    r"unknown (?:user|address|recipient)|could(?: not|n't) be delivered|not delivered|unzustellbar|nicht zugestellt|"
    r"zustellung|non remis|échec (?:de|d['’]|dans) ?(?:la |l['’])?(?:remise|distribution|livraison|envoi)|fallo (?:de|en la) entrega|falha na entrega|no se (?:pudo|ha podido) entregar|não (?:foi )?entreg|onbestelbaar|"
    r"mancata consegna|non recapitat|niedostarcz|не доставлен|недоставлен|配信|不達",
    re.IGNORECASE,
)
FAILED_TEXT = re.compile(
    r"(?:could|can|was|were|has|have|is|will)(?: ?not|n't) (?:be |been )?(?:able to )?(?:deliver|sen[dt]|reach|complet)|"
    r"unable to (?:be )?deliver|undeliver|delivery (?:has |to .{0,60} )?fail|fatal errors?|permanent(?:ly)? (?:error|reject|fail)|"
    r"returned to sender|recipients? .{0,40}(?:reject|fail|unknown)|wasn't (?:able to|found)|not delivered|failed permanently|"
    r"user unknown|no such user|did not reach|following addresses|(?:nicht|konnte) .{0,80}(?:zugestellt|ausgeliefert|übermittelt)|unzustellbar|"
    r"n['’](?:a|ont) (?:pas )?pu .{0,40}(?:remis|distribu|délivr|achemin|envoy)|non (?:remis|distribu)|"
    r"no (?:se )?(?:pud[oi]\w*|ha(?:n)? podido|fue posible) .{0,40}(?:entreg|envia)|não (?:p[ôo]de|foi possível|foi|pude\w*) .{0,30}entreg|"
    r"(?:impossibile|non (?:è stato possibile|è stat[oa]|ha potuto|può)) .{0,40}(?:consegn|recapit|inviar)|"
    r"(?:kon|kan|niet) .{0,60}(?:bezorg|aflever|afgelever|verstuur|verzonden)|nie (?:można|udało się|został\w*|mogła?) .{0,40}(?:dostarcz|dor[ęe]cz|wysła)|"
    r"配信できません|配信に失敗|届けることができません",
    re.IGNORECASE,
)
WRONG_ADDRESS = re.compile(
    r"user(?: is)? (?:unknown|not found)|unknown (?:user|recipient|address|mailbox|local[- ]part)|no such (?:user|mailbox|address|"
    r"recipient|person)|no mailbox (?:here )?by that name|(?:user|mailbox|recipient|address|account)(?: \S+)? (?:does not|doesn't|"
    r"did not) exist|not listed in|(?:address|recipient|mailbox) (?:was )?not found|wasn't found at|does(?:n't| not) have an? .{0,40}"
    r"account|invalid (?:recipient|address|mailbox|user)|unrouteable (?:address|mail domain)|host or domain name not found|"
    r"name or service not known|domain .{0,60}not (?:exist|found)|host (?:unknown|not found)|all relevant mx records point to non-existent|"
    r"(?:empfänger|adresse|postfach|benutzer|konto|domain)\w*(?: \S+)? (?:ist |wurde )?(?:unbekannt|ungültig|existiert nicht|nicht (?:bekannt|gefunden|"
    r"vorhanden))|(?:unbekannter|ungültiger) (?:empfänger|benutzer)|unbekannte (?:adresse|domain)|"
    r"(?:adresse|destinataire|utilisateur|boîte|compte|domaine)(?: \S+)? (?:est )?(?:inconnue?|invalide|inexistante?|introuvable|n['’]existe (?:pas|plus))|"
    r"(?:usuari[oa]|destinatari[oa]|direcci[oó]n|buz[oó]n|cuenta|dominio|utente|indirizzo|casella|utilizador|usuário|destinatário|"
    r"endereço|conta|domínio)(?: \S+)? (?:es |è |está )?(?:(?:desconocid|desconhecid|sconosciut|inválid|invalid|inesistent|inexistente)\w*|"
    r"n(?:o|ão|on) (?:se |foi |è stat[oa] )?(?:exist|esist|encontr|encuentr|trovat|valid)\w*)|"
    r"(?:gebruiker|ontvanger|adres|postvak|mailbox|domein)(?: \S+)? (?:is )?(?:onbekend|ongeldig|bestaat niet|niet gevonden)|"
    r"(?:użytkownik|odbiorca|adres|skrzynka|konto|domena)(?: \S+)? (?:jest )?(?:nieznan\w*|nieprawidłow\w*|nie istnieje|nie został\w* znalezion\w*)|"
    r"(?:ユーザー?|宛先|アドレス|ドメイン).{0,12}(?:不明|存在しません|見つかりません)",
    re.IGNORECASE,
)
OTHER_FAULT = re.compile(
    r"quota|mailbox (?:is )?full|over ?quota|too (?:large|big)|spam|blocked|blacklist|policy|disabled|suspended|greylist|"
    r"timed? ?out|temporar|(?:postfach|speicher)\w* .{0,40}(?:voll|limit|erreicht|überschritten)|(?:boîte|bo[iî]te aux lettres) .{0,20}pleine|"
    r"(?:buz[oó]n|casilla|caixa|casella) .{0,30}(?:llen[oa]|chei[oa]|pien[oa])|(?:postvak|mailbox) .{0,12}vol\b|skrzynka .{0,20}pełna|"
    r"容量|満杯",
    re.IGNORECASE,
)
COPY_BEGINS = re.compile(
    r"^.*(?:below this line is a copy|original (?:message|mail)(?: header| text)?s? (?:follow|below|-)|copy of (?:the|your) message|"
    r"unsent message below|-{3,}\s*(?:original message|returned message|message header|the header of the original))",
    re.IGNORECASE | re.MULTILINE,
)
AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer)|auto(?:reply)?\s*:|out[ -]of[ -](?:the[ -])?office|"
    r"(?:automatische )?abwesenheit\w*|automatische (?:antwort|e-?mail)|autom\. antwort|réponse automatique|"
    r"absence du bureau|(?:re\s*:\s*)?message d'absence|respuesta automática|fuera de (?:la )?oficina|resposta automática|"
    r"fora do escritório|automatisch(?:e)? (?:antwoord|beantwoord)|afwezigheid\w*|risposta automatica|fuori (?:sede|ufficio)|"
    r"automatyczna odpowiedź|automatiskt svar|autosvar|autosvar|automatisk svar|automaattinen vastaus|自動返信|不在)",
    re.IGNORECASE,
)
MESSAGE_ID = re.compile(r"^\s*message-id\s*:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
MADE_BY_A_MACHINE = re.compile(
    r"\b(?:(?:unattended|unmonitored) (?:mailbox|e-?mail|address|inbox)|(?:mailbox|inbox) is not monitored|automatic(?:ally)? (?:generated|sent|message|e-?mail|acknowledge?ment|confirmation)|(?:auto|system)[- ]?generated|"
    r"automatisch (?:erzeugt|erstellt|generiert|versandt|versendet|gegenereerd|verzonden|verstuurd|aangemaakt)|maschinell erstellt|"
    r"(?:générée?|envoyée?|adressée?) automatiquement|(?:message|courriel|accusé|mail) automatique|"
    r"(?:generad[oa]|enviad[oa]) (?:de forma automática|automáticamente)|(?:mensaje|correo|acuse) automático|"
    r"(?:gerad[oa]|enviad[oa]) automaticamente|(?:mensagem|resposta) automática|"
    r"(?:generat[oa]|inviat[oa]) automaticamente|(?:messaggio|risposta) automatic[oa]|"
    r"(?:wygenerowan|wysłan)[aey]\w* automatycznie|wiadomość automatyczna|automatyczne potwierdzenie)\b|自動(?:送信|配信|返信|生成)",
    re.IGNORECASE,
)
