namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips/{id}/comments</c>. Broken: no index leads with comments.clip_id, so each page reads the whole table and sorts what it
/// finds. Cured: an index holds the page in its order.
/// </summary>
public static class NoCommentsByClipIndex
{
    public static readonly Defect Defect = new(
        "no-comments-by-clip-index",
        "The index that answers a clip's newest comments is missing: every page scans and sorts all comments.",
        new SchemaTwins(
            Broken: "DROP INDEX IF EXISTS comments_by_clip",
            Cured: "CREATE INDEX IF NOT EXISTS comments_by_clip ON comments (clip_id, created_at)"));
}
