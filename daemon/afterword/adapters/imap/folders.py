"""Which folders there are and what each is for: LIST and STATUS read, roles given (RFC 6154, RFC 5819)."""

import unicodedata
from collections.abc import Iterable, Mapping

from imapclient.imap_utf7 import decode as from_utf7
from msgspec import Struct

from afterword.adapters.imap.connection import Response
from afterword.adapters.imap.syntax import Token, tokens
from afterword.config import Account
from afterword.model import FolderStatus, Role

_SPECIAL_USE = {
    "\\drafts": Role.DRAFTS,
    "\\sent": Role.SENT,
    "\\trash": Role.TRASH,
    "\\junk": Role.JUNK,
    "\\archive": Role.ARCHIVE,
    "\\all": Role.ALL,
    "\\allmail": Role.ALL,  # XLIST, in old servers
    "\\spam": Role.JUNK,
}

# Not to be selected, or only views of messages that lie elsewhere.
_LEFT_OUT = {"\\noselect", "\\nonexistent", "\\flagged", "\\important"}

# What mail programs and providers call these folders where the server does not say what they are for.
_KNOWN_NAMES: Mapping[Role, tuple[str, ...]] = {
    Role.DRAFTS: (
        "Drafts", "Draft", "Draft messages", "Entwürfe", "Entwurf", "Brouillons", "Brouillon", "Borradores", "Borrador",
        "Bozze", "Bozza", "Concepten", "Rascunhos", "Rascunho", "Kopie robocze", "Wersje robocze", "Szkice", "Utkast",
        "Kladder", "Kladde", "Luonnokset", "Koncepty", "Rozepsané", "Piszkozatok", "Ciorne", "Schițe",
        "Mesaje nefinalizate", "Черновики", "Чернетки", "Чернові", "Чернови", "Taslaklar", "Πρόχειρα", "Osnutki",
        "Skice", "Esborranys", "Zirriborroak", "下書き", "草稿", "草稿箱", "草稿匣", "임시보관함", "임시 보관함",
        "טיוטות", "مسودات", "المسودات",
        "Draf", "Nháp", "Thư nháp", "จดหมายร่าง",
    ),
    Role.SENT: (
        "Sent", "Sent Items", "Sent Messages", "Sent Mail", "Gesendet", "Gesendete Objekte", "Gesendete Elemente",
        "Gesendete Nachrichten", "Envoyés", "Messages envoyés", "Éléments envoyés", "Objets envoyés",
        "Courrier envoyé", "Enviados", "Elementos enviados", "Mensajes enviados", "Inviati", "Inviata", "Posta inviata",
        "Messaggi inviati", "Elementi inviati", "Verzonden", "Verzonden items", "Verzonden berichten", "Enviadas",
        "E-mails enviados", "Itens enviados", "Mensagens enviadas", "Wysłane", "Elementy wysłane", "Skickat",
        "Skickade objekt", "Sendt", "Sendte elementer", "Sendt post", "Lähetetyt", "Lähetetyt viestit", "Odeslané",
        "Odeslaná pošta", "Odoslané", "Elküldött", "Elküldött elemek", "Trimise", "Elemente trimise", "Отправленные",
        "Надіслані", "Изпратени", "Gönderilmiş", "Gönderilmiş Öğeler", "Gönderilenler", "Απεσταλμένα", "Poslano",
        "Enviats", "送信済み", "送信済みアイテム", "送信済みメール", "已发送", "已发送邮件", "已傳送", "寄件備份",
        "보낸편지함", "보낸 편지함", "דואר שנשלח", "פריטים שנשלחו", "العناصر المرسلة", "Terkirim", "Đã gửi",
        "Thư đã gửi",
    ),
    Role.TRASH: (
        "Trash", "Deleted Items", "Deleted Messages", "Deleted", "Bin", "Wastebasket", "Papierkorb", "Gelöscht",
        "Gelöschte Objekte", "Gelöschte Elemente", "Corbeille", "Éléments supprimés", "Messages supprimés", "Papelera",
        "Elementos eliminados", "Eliminados", "Cestino", "Posta eliminata", "Elementi eliminati", "Prullenbak",
        "Verwijderde items", "Lixeira", "Lixo", "Itens excluídos", "Itens eliminados", "Kosz", "Elementy usunięte",
        "Papperskorgen", "Papperskorg", "Borttaget", "Papirkurv", "Slettet post", "Slettede elementer", "Roskakori",
        "Poistetut", "Koš", "Odstraněná pošta", "Kôš", "Kuka", "Törölt elemek", "Coș de gunoi", "Elemente șterse",
        "Корзина", "Удаленные", "Удалённые", "Кошик", "Видалені", "Кошче", "Çöp Kutusu", "Çöp", "Silinmiş Öğeler",
        "Κάδος απορριμμάτων", "Διαγραμμένα", "Smeće", "Koš za smeti", "Paperera", "ゴミ箱", "削除済みアイテム",
        "已删除", "已删除邮件", "废件箱", "垃圾桶", "刪除的郵件", "휴지통", "지운 편지함", "אשפה",
        "פריטים שנמחקו", "سلة المهملات", "العناصر المحذوفة", "Sampah", "Thùng rác",
    ),
    Role.JUNK: (
        "Junk", "Spam", "Junk Mail", "Junk E-mail", "Junk Email", "Bulk Mail", "Bulk", "Junk-E-Mail", "Spamverdacht",
        "Unerwünscht", "Unerwünschte Werbung", "Courrier indésirable", "Indésirables", "Pourriel", "Correo no deseado",
        "Correo basura", "Posta indesiderata", "Indesiderata", "Ongewenste e-mail", "Ongewenst", "Lixo eletrônico",
        "Lixo electrónico", "Wiadomości-śmieci", "Skräppost", "Søppelpost", "Uønsket post", "Roskaposti",
        "Nevyžádaná pošta", "Levélszemét", "Спам", "Нежелательная почта", "Небажана пошта", "Gereksiz",
        "Gereksiz E-posta", "Ανεπιθύμητα", "迷惑メール", "垃圾邮件", "垃圾郵件", "스팸편지함", "스팸", "정크 메일",
        "דואר זבל", "بريد غير هام",
    ),
    Role.ARCHIVE: ("Archive", "Archives", "Archiv", "Archivo", "Archivio", "Archief", "Arquivo", "Archiwum", "Arkiv"),
}  # fmt: skip


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


_BY_NAME = {_folded(name): (role, rank) for role, names in _KNOWN_NAMES.items() for rank, name in enumerate(names)}


class Listed(Struct, frozen=True):
    """A line of LIST. ``raw`` is the name as the server writes it; ``attributes`` are case-folded."""

    name: str
    raw: bytes
    separator: str | None
    attributes: frozenset[str]

    @property
    def selectable(self) -> bool:
        """Can it be opened, and does it hold messages of its own?"""
        return not self.attributes & _LEFT_OUT


class Counts(Struct, frozen=True):
    """A line of STATUS; None where the server does not say."""

    raw: bytes
    uidvalidity: int | None
    uidnext: int | None
    messages: int
    highestmodseq: int | None

    @property
    def complete(self) -> bool:
        """Can messages be told apart by it?"""
        return bool(self.uidvalidity) and self.uidnext is not None


def listed(response: Response) -> Listed | None:
    """A LIST response; None where its name cannot be used (it would not fit into a command)."""
    _, attributes, separator, name, *_ = tokens(response)
    raw = _name(name)
    if any(byte < 32 or byte == 127 for byte in raw) or not isinstance(attributes, tuple):
        return None
    return Listed(
        name=decoded(raw),
        raw=raw,
        separator=separator.decode("latin-1") if isinstance(separator, bytes) else None,
        attributes=frozenset(str(item, "latin-1").casefold() for item in attributes if isinstance(item, bytes)),
    )


def counted(response: Response) -> Counts:
    """A STATUS response.

    :raises ValueError: it is none.
    """
    _, name, items, *_ = tokens(response)
    if not isinstance(items, tuple):
        raise ValueError("a STATUS without numbers")
    pairs = zip(items[::2], items[1::2], strict=True)
    numbers = {
        str(key, "latin-1").upper(): value for key, value in pairs if isinstance(key, bytes) and isinstance(value, int)
    }
    return Counts(
        raw=_name(name),
        uidvalidity=numbers.get("UIDVALIDITY"),
        uidnext=numbers.get("UIDNEXT"),
        messages=numbers.get("MESSAGES", 0),
        highestmodseq=numbers.get("HIGHESTMODSEQ") or None,  # 0: the folder has none
    )


def _name(token: Token) -> bytes:
    # An unquoted 2024 is a number and NIL nothing; but here they are names.
    if isinstance(token, bytes):
        return token
    if isinstance(token, int):
        return str(token).encode()
    if token is None:
        return b"NIL"
    raise ValueError("a folder without a name")


def decoded(raw: bytes) -> str:
    """A folder's name from modified UTF-7 (RFC 3501, 5.1.3), or as it stands where it is not that."""
    try:
        name = from_utf7(raw) if raw.isascii() else raw.decode("utf-8")
    except ValueError:
        return raw.decode("latin-1")
    return "INBOX" if name.upper() == "INBOX" else str(name)


def roles(found: Iterable[Listed], account: Account) -> dict[str, Role]:
    """The role of each folder by name: as the config says, else by SPECIAL-USE, else by its name.

    One folder a role; but there may be more that hold what was sent.
    """
    folders = sorted(found, key=lambda item: (item.name.count(item.separator or "\0"), item.name))
    given: dict[str, Role] = {item.name: Role.INBOX for item in folders if item.name == "INBOX"}
    configured = {
        Role.DRAFTS: account.drafts_folder,
        Role.SENT: account.sent_folder,
        Role.TRASH: account.trash_folder,
        Role.JUNK: account.junk_folder,
    }
    for role, name in configured.items():
        if name is not None:
            given |= {item.name: role for item in folders if item.name == name and item.name not in given}
    taken = set(given.values()) | {role for role, name in configured.items() if name is not None}
    for item in folders:
        for attribute in sorted(item.attributes):
            role = _SPECIAL_USE.get(attribute, Role.OTHER)
            if role not in taken | {Role.OTHER} and item.name not in given:
                given[item.name] = role
                taken.add(role)
    by_rank = sorted(
        (rank, depth, item.name, role) for depth, item in enumerate(folders) for role, rank in _known(item)
    )
    for _, _, name, role in by_rank:
        if role not in taken and name not in given:
            given[name] = role
            taken.add(role)
    if configured[Role.SENT] is None:  # programs keep what they sent under names of their own: all of it was sent
        for item in folders:
            if item.name not in given and any(role is Role.SENT for role, _ in _known(item)):
                given[item.name] = Role.SENT
    return {item.name: given.get(item.name, Role.OTHER) for item in folders}


def _known(item: Listed) -> Iterable[tuple[Role, int]]:
    # "INBOX.Drafts" and "[Gmail]/Entwürfe" are at home; "Clients/Drafts" is a folder of the user's.
    parts = item.name.split(item.separator) if item.separator else [item.name]
    if len(parts) == 1 or (
        len(parts) == 2 and (parts[0].upper() == "INBOX" or parts[0] in ("[Gmail]", "[Google Mail]"))
    ):
        known = _BY_NAME.get(_folded(parts[-1]))
        if known is not None:
            yield known


def statuses(found: Iterable[Listed], counts: Mapping[bytes, Counts], account: Account) -> tuple[FolderStatus, ...]:
    """What the engine wants to know of every selectable folder, in the order of their names, INBOX first."""
    usable = [item for item in found if item.selectable and item.raw in counts and counts[item.raw].complete]
    given = roles(usable, account)
    return tuple(
        FolderStatus(
            name=item.name,
            role=given[item.name],
            uidvalidity=counts[item.raw].uidvalidity or 0,
            uidnext=counts[item.raw].uidnext or 0,
            messages=counts[item.raw].messages,
            highestmodseq=counts[item.raw].highestmodseq,
        )
        for item in sorted(usable, key=lambda item: (item.name != "INBOX", item.name))
    )
