"""Codes about settings, folders and the run as a whole."""

from __future__ import annotations

from feeds.codes import Code

RUN_CODES: tuple[Code, ...] = (
    # Settings
    Code(
        "settings-unreadable",
        "error",
        "the settings cannot be read: {reason}",
        help="Name an existing UTF-8 file with --config, or leave the option out to use SOURCE/feeds.toml, "
        "./feeds.toml or the defaults.",
    ),
    Code(
        "settings-broken",
        "error",
        "the settings are not valid TOML: {reason}",
        help='Texts need quotes (title = "My feed"), lists square brackets, tables their [name] line.',
        section="TOML 1.0",
    ),
    Code(
        "settings-unknown",
        "error",
        "there is no setting {name}{hint}",
        help="A misspelt setting would be ignored for years, so it stops the run. README lists all settings; "
        "`feeds init` writes a commented file to start from.",
    ),
    Code(
        "settings-value",
        "error",
        "{key} = {value}: {reason}",
        help="The value is of the wrong kind. The message says what the setting wants.",
    ),
    Code(
        "settings-exist",
        "error",
        "the settings are there already; nothing was written",
        help="`feeds init` never overwrites a file. Rename or delete it to have a new one written.",
    ),
    Code(
        "settings-not-written",
        "error",
        "the settings cannot be written: {reason}",
        help="Let the user that runs the command write to the folder of posts, or write the file by hand.",
    ),
    # Folders
    Code(
        "source-missing",
        "error",
        "there is no such folder; name the one that holds the posts",
        help="SOURCE is a folder of posts; without one, ./seeds is read.",
    ),
    Code(
        "out-inside-source",
        "error",
        "the output folder lies inside the source {source}; choose one outside with --out",
        help="The next run would read the output as posts. Keep the two folders side by side.",
    ),
    Code(
        "out-not-writable",
        "error",
        "the output folder cannot be written: {reason}",
        help="Nothing was published. Let the user that runs the command write to the folder, or choose another "
        "with --out.",
    ),
    Code(
        "write-failed",
        "error",
        "cannot be written: {reason}; nothing was published",
        help="The disk may be full or read-only. The feeds of the last good run stand as they were; run again "
        "once there is room.",
    ),
    Code(
        "system-error",
        "error",
        "the system refuses: {reason}",
        help="Not the posts nor the settings, but the machine: no memory, no file handles, a broken disk. The feeds "
        "of the last good run stand as they were.",
    ),
    Code(
        "report-not-written",
        "error",
        "the report cannot be written: {reason}; the feeds are published",
        help="The run itself has done its work: only who waits for its report learns nothing. The disk may be full, or "
        "the program that reads the report has ended.",
    ),
    Code(
        "locked",
        "warning",
        "another run is publishing to this folder; this one did nothing",
        help="One run at a time publishes to a folder. From cron this is harmless: the next run catches up.",
    ),
    Code(
        "source-busy",
        "error",
        "the posts keep changing while they are read; nothing was published",
        help="A post was edited or deleted between being read and being rendered, three times in a row. "
        "Run again when whatever writes the posts has finished.",
    ),
    Code(
        "no-posts",
        "error",
        "there is nothing to publish: {reason}",
        help="A feed needs at least one entry to have a date. Nothing was written; feeds that stand in the "
        "output folder stay as they are. Posts are files of Markdown, text or HTML: an export in one file, such as "
        "WordPress's XML, Ghost's JSON or Blogger's Atom, has to be converted to one file for each post first.",
        section="RFC 4287, 4.1.1",
    ),
    # Work elsewhere
    Code(
        "executor-unknown",
        "error",
        "{address} is no place to work at; --executor takes dask://HOST:PORT",
        help="Dask is the one kind of cluster that the command knows. From Python, `feeds.build` takes any "
        "`concurrent.futures.Executor`.",
    ),
    Code(
        "executor-unreachable",
        "error",
        "the cluster cannot be reached: {reason}",
        help="Check that its scheduler runs and listens at this address. Without --executor the work is done here.",
    ),
    Code(
        "extra-missing",
        "error",
        "this needs a package that is not installed: pip install 'feed-publisher[{name}]'",
        help="Some abilities need packages that most people can do without; they are installed as extras.",
    ),
    # What the feeds say of themselves
    Code(
        "feed-link-guessed",
        "warning",
        "the posts come from {count} sites; the feed is said to belong to {link}: set feed.link and feed.title",
        help="A feed has one link, to the site that it belongs to. Where the posts do not share one, only you "
        "can tell: set link and title under [feed].",
    ),
    Code(
        "self-unknown",
        "info",
        "where the feeds will be hosted is not known; set feed.self, such as https://example.org/feeds/",
        help="With it, each feed names its own address (rel=self), as validators advise and as readers need to "
        "follow a feed that moves. Without it, links from feed to feed are relative, and OPML lists, hubs and JSON "
        "Feed's next_url, which need whole addresses, can do little.",
        section="RFC 4287, 4.2.7.2",
    ),
    Code(
        "feed-too-large",
        "warning",
        "holds {kept} entries instead of {wanted} to stay below {limit} bytes",
        help="Readers poll this file again and again, and some refuse large ones. The other posts are in the "
        "archives. Raise feed.max_bytes to allow more.",
    ),
    Code(
        "slug-taken",
        "warning",
        "{kind} {name} gets the folder {slug}, since {other} has the plain one",
        help="Two names differ only in what a folder's name cannot show. Merge them in the posts if they mean "
        "the same.",
    ),
    # Safety of subscribers
    Code(
        "too-many-new",
        "error",
        "{new} of {total} entries would be new at once, or back from the archives, more than {limit}; if that is "
        "meant, run again with --accept",
        help="Every subscriber would see these as unread. That is right after adding many posts or raising "
        "feed.limit, and wrong after a change of addresses or where posts are missing. Look with --diff, then "
        "--accept, or raise feed.max_new.",
    ),
    Code(
        "url-moved",
        "warning",
        "has moved from {old} to {new}; it keeps its id, so that no reader shows it twice",
        help="The entry links to the new address; its id stays what it was when it was first published.",
        section="RFC 4287, 4.2.6",
    ),
    Code(
        "id-taken",
        "warning",
        "the address {url} is already the id of another entry; this one gets the id {id}",
        help="An older post that has moved away keeps its id. Two entries cannot share one.",
        section="RFC 4287, 4.2.6",
    ),
    Code(
        "post-gone",
        "warning",
        "the post published as {url} leaves the feeds: {reason}",
        help="It leaves the feeds but stays in the ledger: when it comes back, it keeps its id.",
    ),
    Code(
        "ledger-rebuilt",
        "warning",
        "{reason}; rebuilt from the published feeds: {count} entries",
        help="The ledger remembers the id of every entry. It was lost or damaged and has been rebuilt from the "
        "feeds beside it. Entries that had already left the feeds are no longer remembered.",
    ),
    Code(
        "ledger-lost",
        "error",
        "{reason}, and the feeds beside it cannot be read; to start anew, run again with --accept",
        help="Without the ledger, ids that subscribers know may change. Restore ledger.jsonl from a backup or "
        "the live site (--against); --accept starts a new one.",
    ),
    Code(
        "feed-id-lost",
        "warning",
        "no published feed can be read that tells the id of the feed any more; it is {id} from now on",
        help="Each of the published feeds tells the id that the Atom feed has had from the beginning, even when "
        "feed.link changes. All of them are lost or damaged. Where the link has changed since, restore one of them "
        "from a backup and run again.",
        section="RFC 4287, 4.2.6",
    ),
    Code(
        "against-unreadable",
        "error",
        "the published output cannot be read: {reason}",
        help="--against names a folder or URL that holds the feeds as they are live now, with their ledger.jsonl. Some "
        "buckets answer 403, not 404, for what is not there: leave --against out of the first run, or let everybody "
        "list the bucket (s3:ListBucket).",
    ),
    Code(
        "against-empty",
        "warning",
        "nothing is published there, so that all posts count as new; check the address, unless this is the first time",
        help="--against names the folder or URL that holds ledger.jsonl and the feeds as they are live now: they are "
        "the memory of all ids. Before the first deployment there is nothing yet. Later it is a mistyped address, and "
        "subscribers would see every entry whose address has changed as new.",
    ),
    Code(
        "out-of-date",
        "error",
        "is out of date: {count} would change; run `feeds build`",
        help="--check found that what is published differs from what the posts and settings give now. "
        "`feeds build --diff` shows how.",
    ),
    # Markdown
    Code(
        "markdown-engine-missing",
        "error",
        'engine = "commonmark" needs a package that is not installed: pip install "feed-publisher[commonmark]"',
        help="The default engine needs nothing more. The fast one is an extra, so that those who do not use it "
        "need not install it.",
    ),
    Code(
        "markdown-extension-unknown",
        "error",
        "the Markdown extension {name} cannot be used: {reason}",
        help="[markdown] extensions lists extensions of Python-Markdown: its own by their short names (extra, "
        "sane_lists, toc), others by the name that their documentation gives, once they are installed.",
    ),
    Code(
        "stale-file",
        "info",
        "is not made any more; delete it if nobody subscribes to it",
        help="An earlier run published this feed, and the settings or posts have changed since. It is left as it "
        "is: people may have subscribed to it.",
    ),
    # Preview and hubs
    Code(
        "serve-missing",
        "error",
        "there is no such folder; run `feeds build` first, or name the folder that holds the feeds",
        help="DIR is the output folder of `feeds build`; without one, ./out is served.",
    ),
    Code(
        "cannot-listen",
        "error",
        "cannot be listened on: {reason}; choose another address with --port or --host",
        help="Often another program, or another preview, has the port. --port 0 takes any free one. --host wants "
        "an address of this machine: 127.0.0.1 is for this machine alone, 0.0.0.0 for the whole network.",
    ),
    Code(
        "watch-missing",
        "warning",
        "changes are not watched: that needs a package that is not installed: pip install "
        '"feed-publisher[serve]"',
        help="The feeds are served as they are. Without the package, stop the preview and start it again to "
        "see an edit.",
    ),
    Code(
        "watch-failed",
        "warning",
        "changes are no longer watched: {reason}; start the preview again to see edits",
        help="The folder may have been deleted or moved, or the system's limit of watches reached "
        "(on Linux fs.inotify.max_user_watches).",
    ),
    Code(
        "ping-needs-hub",
        "error",
        "no hub is set; set feed.hub, such as https://pubsubhubbub.appspot.com/",
        help="A WebSub hub passes changes on to subscribers within seconds, so that they need not ask again and "
        "again. The feeds name it (rel=hub), and `feeds ping` tells it what changed.",
        section="WebSub, 4",
    ),
    Code(
        "ping-needs-self",
        "error",
        "where the feeds are hosted is not known; set feed.self, such as https://example.org/feeds/",
        help="Hubs and subscribers know a feed by its address (rel=self), and the hub fetches it from there.",
        section="WebSub, 4",
    ),
    Code(
        "ping-needs-feeds",
        "error",
        "holds no feeds to tell hubs of; run `feeds build` first, or name the folder that holds them",
        help="`feeds ping` tells the hubs of each feed in the output folder that readers poll.",
    ),
    Code(
        "not-live-yet",
        "error",
        "{url} does not serve this file yet: {reason}; run `feeds ping` once it does",
        help="A hub that is told too early fetches the old feed and tells nobody. So the feed's address is asked "
        "first, for about two minutes. Deploy the folder, then ping; or see whether a cache in between keeps the "
        "old file, and whether feed.self is where the folder is hosted.",
        section="WebSub, 6",
    ),
    Code(
        "hub-unreachable",
        "error",
        "the hub {hub} does not take {url}: {reason}; run `feeds ping` later",
        help="The hub did not answer, or asked to come back later, for about two minutes. The feeds are published; "
        "subscribers see the change when they next poll.",
        section="WebSub, 6",
    ),
    Code(
        "hub-refused",
        "error",
        "the hub {hub} refuses {url}: {reason}",
        help="The hub understood and said no, so asking again would not help. See whether feed.hub is the hub's own "
        "address and whether it serves feeds from where yours are hosted; some want an account.",
        section="WebSub, 6",
    ),
)
