"""The table of front matter keys: a header -> its fields by what they mean."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from feeds.front_matter import Field, plain_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feeds.config import Config
    from feeds.front_matter import Header

KEYS: dict[str, tuple[str, ...]] = {
    "url": (
        "url", "canonical_url", "canonical", "original_url", "post_url", "web_url", "page_url", "blogger_orig_url",
        "tumblr_url", "canonical_link", "original_link", "article_url", "unique_url", "source_url", "url_source",
        "原文链接", "原文地址", "文章链接", "文章地址", "本文链接", "永久链接", "原文連結", "原文", "链接", "网址",
        "連結", "網址", "转载自", "来源", "出处", "원문 링크", "원문", "출처", "링크", "リンク", "ссылка",
        "link", "source", "original", "uri", "href", "archived_at", "guid",
    ),
    "permalink": ("permalink", "path", "url", "canonical_url", "canonical"),
    "published": (
        "date_published", "publish_date", "published_at", "pub_date", "published", "date.created", "date.start",
        "date", "time", "created", "date_time", "published_date", "published_on", "published_time", "publication_date",
        "post_date", "posted", "posted_at", "created_at", "create_time", "created_date", "creation_date",
        "date_created", "created_on", "timestamp", "pub_datetime", "publish_time", "first_published_at", "released_at",
        "create_date", "created_time", "issued", "release_date", "created_utc", "publish_at", "published_timestamp",
        "date_publish", "date_posted", "posted_on", "post_time", "pub_time", "发布时间", "发表时间", "发布日期",
        "发表日期", "发布于", "发表于", "發布時間", "發佈時間", "發表時間", "發布日期", "發佈日期", "發表日期",
        "發布於", "發佈於", "發表於", "创建时间", "创建日期", "創建時間", "建立時間", "日期", "时间", "時間", "日時",
        "公開日", "公開日時", "投稿日", "投稿日時", "作成日", "作成日時", "日付", "작성일", "작성일시", "작성일자",
        "등록일", "게시일", "발행일", "날짜", "дата", "datum", "fecha",
    ),
    "updated": (
        "updated", "updated_at", "updated_date", "modified", "lastmod", "last_modified_at", "last_modified",
        "modified_at", "modified_date", "modified_time", "date_modified", "date_updated", "last_updated",
        "last_update.date", "last_update", "date.updated", "mod_datetime", "update_date", "update_time", "updated_on",
        "update", "edited", "edited_at", "revised", "last_edited_time", "date_modify", "last_updated_at",
        "last_edited_at", "last_edited", "更新时间", "更新日期", "更新于", "更新時間", "更新於", "修改时间",
        "修改日期", "修改于", "修改時間", "编辑于", "編輯於", "最后更新", "最後更新", "更新日", "更新日時", "수정일",
    ),
    "title": (
        "title", "headline", "标题", "標題", "タイトル", "제목", "заголовок", "titel", "titre", "título", "titulo",
        "titolo", "subject", "post_title", "name",
    ),
    "author": (
        "author", "authors", "by", "byline", "creator", "dc:creator", "writer", "author_name", "作者", "著者",
        "投稿者", "작성자", "글쓴이", "저자", "автор", "autor", "auteur", "autore", "extra.author", "params.author",
        "taxonomies.authors", "taxonomies.author", "taxonomy.author", "user.name", "name",
    ),
    "summary": (
        "summary", "description", "excerpt", "abstract", "desc", "meta_description", "extra.description",
        "post_excerpt", "摘要", "简介", "概要", "요약",
    ),
    "tags": (
        "tags", "tag", "keywords", "labels", "topics", "taxonomies.tags", "taxonomy.tag", "taxonomy.tags", "hashtags",
        "tag_list", "taglist", "标签", "標籤", "关键词", "关键字", "タグ", "태그", "теги", "etiquetas",
    ),
    "categories": (
        "categories", "category", "taxonomies.categories", "taxonomy.category", "taxonomy.categories", "分类", "分類",
        "カテゴリ", "カテゴリー", "카테고리", "kategorie",
    ),
    "image": (
        "image", "images", "cover", "cover_image", "thumbnail", "featured_image", "feature_image", "featured",
        "hero_image", "hero", "banner", "og_image", "header.image", "header.teaser", "teaser", "thumb", "photo", "img",
        "image_url", "cover_url", "thumbnail_url", "header_image", "social_image", "extra.image",
    ),
    "draft": ("draft", "is_draft"),
    "language": ("language", "lang", "locale", "extra.lang"),
    "slug": ("slug", "basename", "post_name"),
    "enclosure": (
        "enclosure", "enclosures", "audio", "audio_url", "audio_file", "podcast", "mp3", "media", "video", "video_url",
    ),
    "duration": ("duration", "itunes_duration", "itunes:duration"),
    "expires": ("expires", "expiry_date", "expiration_date", "expire", "expire_date", "unpublish_date", "valid_until"),
    "origin": ("origin", "source_feed", "source"),
}  # fmt: skip
"""Which front matter keys mean what, the first that says something wins. Case, hyphens and underscores do not
count; a point leads into a table. The `[keys]` table of the settings replaces lists."""

KNOWN = frozenset(plain_key(key) for keys in KEYS.values() for key in keys)
WEAK_URL_KEYS = frozenset({
    "guid", "href", "link", "original", "originallink", "source", "sourceurl", "uri", "出处", "原文", "来源", "转载自",
    "リンク", "원문", "출처", "링크", "ссылка",
})  # fmt: skip
"""May as well name the page that a post is about."""
SEVERAL = frozenset({"authors", "categories", "tags"})
WEAK_MEDIA_KEYS = frozenset({"media", "video"})
"""May as well name a page with a player."""
SURE_ENCLOSURES = frozenset({"enclosure", "enclosures"})

Meanings = dict[str, tuple[tuple[str, int, str], ...]]
"""By the first part of a key: what it means, its rank among the keys that mean that, and the whole key."""


def _meanings(keys: Mapping[str, Iterable[str]]) -> Meanings:
    found: dict[str, list[tuple[str, int, str]]] = {}
    for name, names in keys.items():
        for rank, key in enumerate(map(plain_key, names)):
            found.setdefault(key.partition(".")[0], []).append((name, rank, key))
    return {key: tuple(meanings) for key, meanings in found.items()}


@lru_cache(maxsize=16)
def _meanings_for(overrides: tuple[tuple[str, tuple[str, ...]], ...]) -> Meanings:
    return _meanings(KEYS | dict(overrides))


@lru_cache(maxsize=1024)
def _ranked(
    keys: tuple[str, ...], overrides: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, str, str], ...]:
    """What a header with these keys may say: meaning, first part of the key, whole key; the surest first."""
    meanings = _meanings_for(overrides)
    ranked = sorted((name, rank, key, first) for first in keys for name, rank, key in meanings.get(first, ()))
    return tuple((name, first, key) for name, _, key, first in ranked)


def by_meaning(header: Header, config: Config) -> dict[str, list[tuple[str, Field]]]:
    """The fields that say something, each with its plain key: by what they mean, the first that counts first."""
    fields = header.fields
    found: dict[str, list[tuple[str, Field]]] = {}
    for name, first, key in _ranked(tuple(fields), tuple(config.keys.items())):
        field = fields[first] if key == first else inner_field(fields, key)
        if field and field.value:
            found.setdefault(name, []).append((key, field))
    return found


def inner_field(fields: Mapping[str, Field], key: str) -> Field | None:
    """The field that a key with points leads to."""
    first, *rest = key.split(".")
    field = fields.get(first)
    for name in rest:
        if field is None or not isinstance(field.value, dict):
            return None
        inner = {plain_key(key): value for key, value in field.value.items()}
        field = Field(inner[name], field.line) if name in inner else None
    return field
