"""The few words that the subscribe page adds to a feed's own, by language."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """What the page says in one language."""

    language: str
    """BCP 47 tag."""
    subscribe: str
    how: str
    newest: str
    by_tag: str
    by_category: str
    by_author: str
    by_year: str
    opml: str


_ALL = (
    Words(
        "ar",
        "اشترك",
        "انسخ أحد هذه العناوين إلى قارئ الخلاصات لتصلك المقالات الجديدة.",
        "أحدث المقالات",
        "حسب الوسم",
        "حسب التصنيف",
        "حسب الكاتب",
        "حسب السنة",
        "كل الخلاصات في ملف واحد (OPML)",
    ),
    Words(
        "de",
        "Abonnieren",
        "Kopieren Sie eine Adresse in Ihren Feedreader, und neue Beiträge kommen zu Ihnen.",
        "Neueste Beiträge",
        "Nach Schlagwort",
        "Nach Kategorie",
        "Nach Autor",
        "Nach Jahr",
        "Alle Feeds in einer Datei (OPML)",
    ),
    Words(
        "en",
        "Subscribe",
        "Copy an address into your feed reader, and new posts will come to you.",
        "Newest posts",
        "By tag",
        "By category",
        "By author",
        "By year",
        "All feeds in one file (OPML)",
    ),
    Words(
        "es",
        "Suscribirse",
        "Copie una dirección en su lector de feeds y recibirá las entradas nuevas.",
        "Entradas más recientes",
        "Por etiqueta",
        "Por categoría",
        "Por autor",
        "Por año",
        "Todos los feeds en un archivo (OPML)",
    ),
    Words(
        "fa",
        "اشتراک",
        "یکی از این نشانی‌ها را در خوراک‌خوان خود بگذارید تا نوشته‌های تازه به دستتان برسد.",
        "تازه‌ترین نوشته‌ها",
        "بر پایهٔ برچسب",
        "بر پایهٔ دسته",
        "بر پایهٔ نویسنده",
        "بر پایهٔ سال",
        "همهٔ خوراک‌ها در یک پرونده (OPML)",
    ),
    Words(
        "fr",
        "S’abonner",
        "Copiez une adresse dans votre lecteur de flux pour recevoir les nouveaux articles.",
        "Derniers articles",
        "Par étiquette",
        "Par catégorie",
        "Par auteur",
        "Par année",
        "Tous les flux dans un fichier (OPML)",
    ),
    Words(
        "he",
        "הרשמה",
        "העתיקו כתובת אל קורא ההזנות שלכם, והרשומות החדשות יגיעו אליכם.",
        "הרשומות החדשות",
        "לפי תגית",
        "לפי קטגוריה",
        "לפי כותב",
        "לפי שנה",
        "כל ההזנות בקובץ אחד (OPML)",
    ),
    Words(
        "it",
        "Iscriviti",
        "Copia un indirizzo nel tuo lettore di feed e riceverai i nuovi articoli.",
        "Ultimi articoli",
        "Per etichetta",
        "Per categoria",
        "Per autore",
        "Per anno",
        "Tutti i feed in un solo file (OPML)",
    ),
    Words(
        "ja",
        "購読する",
        "アドレスをフィードリーダーに登録すると、新しい記事が届きます。",
        "最新の記事",
        "タグ別",
        "カテゴリー別",
        "著者別",
        "年別",
        "すべてのフィードを一つのファイルで（OPML）",
    ),
    Words(
        "ko",
        "구독하기",
        "주소를 피드 리더에 복사하면 새 글을 받아 볼 수 있습니다.",
        "최신 글",
        "태그별",
        "카테고리별",
        "글쓴이별",
        "연도별",
        "모든 피드를 파일 하나로 (OPML)",
    ),
    Words(
        "nl",
        "Abonneren",
        "Kopieer een adres naar uw feedlezer en nieuwe berichten komen naar u toe.",
        "Nieuwste berichten",
        "Per label",
        "Per categorie",
        "Per auteur",
        "Per jaar",
        "Alle feeds in één bestand (OPML)",
    ),
    Words(
        "pt",
        "Assinar",
        "Copie um endereço para o seu leitor de feeds e receba as novas publicações.",
        "Publicações mais recentes",
        "Por etiqueta",
        "Por categoria",
        "Por autor",
        "Por ano",
        "Todos os feeds num só ficheiro (OPML)",
    ),
    Words(
        "ru",
        "Подписаться",
        "Скопируйте адрес в программу для чтения лент, и новые записи будут приходить к вам.",
        "Новые записи",
        "По меткам",
        "По категориям",
        "По авторам",
        "По годам",
        "Все ленты в одном файле (OPML)",
    ),
    Words(
        "zh",
        "订阅",
        "将任一地址复制到阅读器，即可收到新文章。",
        "最新文章",
        "按标签",
        "按分类",
        "按作者",
        "按年份",
        "全部订阅源（OPML 文件）",
    ),
)
WORDS = {words.language: words for words in _ALL}
TRADITIONAL_CHINESE = Words(
    "zh-Hant",
    "訂閱",
    "將任一網址複製到閱讀器，即可收到新文章。",
    "最新文章",
    "依標籤",
    "依分類",
    "依作者",
    "依年份",
    "全部訂閱來源（OPML 檔案）",
)

_TRADITIONAL = ("hant", "tw", "hk", "mo")
_RIGHT_TO_LEFT = ("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")


def words_for(language: str | None) -> Words:
    """The words in `language` (a BCP 47 tag), else in English."""
    subtags = (language or "").lower().split("-")
    if subtags[0] == "zh" and not set(subtags).isdisjoint(_TRADITIONAL):
        return TRADITIONAL_CHINESE
    return WORDS.get(subtags[0], WORDS["en"])


def direction(language: str) -> str:
    """Which way the script runs that `language` (a BCP 47 tag) is usually written in: "rtl" or "ltr"."""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"
