using Clipper.Data;
using Npgsql;

namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips</c>. Broken: the tags of every clip of the page are read at once, each statement on a pooled connection of its own, so a
/// page of 20 wants 20 of the pool's 50 connections and three callers empty it.
/// Cured: the tags of the page in one statement on one connection.
/// </summary>
public static class FeedTagFanout
{
    public static readonly Defect Defect = new(
        "feed-tag-fanout",
        "The tags of the feed are read clip by clip on a connection each, in parallel; the cure reads them in one statement with = ANY.");

    public static Task<ILookup<long, string>> LoadTags(
        NpgsqlDataSource database, Switches switches, IReadOnlyList<long> clipIds, CancellationToken cancellation) =>
        switches.On(Defect)
            ? LoadTagsInParallel(database, clipIds, cancellation)
            : LoadTagsBatched(database, clipIds, cancellation);

    /// <summary>The tags of each clip, in the order of their ids; the other endpoints that list clips use this twin always.</summary>
    public static async Task<ILookup<long, string>> LoadTagsBatched(
        NpgsqlDataSource database, IReadOnlyList<long> clipIds, CancellationToken cancellation)
    {
        const string sql = """
            SELECT clip_id, (SELECT name FROM tags WHERE tags.id = clip_tags.tag_id)
            FROM clip_tags WHERE clip_id = ANY($1) ORDER BY clip_id, tag_id
            """;
        var tags = await database.Rows(sql, [clipIds.ToArray()], Tag, cancellation);
        return tags.ToLookup(tag => tag.Clip, tag => tag.Name);
    }

    private static async Task<ILookup<long, string>> LoadTagsInParallel(
        NpgsqlDataSource database, IReadOnlyList<long> clipIds, CancellationToken cancellation)
    {
        const string sql = """
            SELECT clip_id, (SELECT name FROM tags WHERE tags.id = clip_tags.tag_id)
            FROM clip_tags WHERE clip_id = $1 ORDER BY tag_id
            """;
        var tags = await Task.WhenAll(clipIds.Select(clipId => database.Rows(sql, [clipId], Tag, cancellation)));
        return tags.SelectMany(ofClip => ofClip).ToLookup(tag => tag.Clip, tag => tag.Name);
    }

    private static (long Clip, string Name) Tag(NpgsqlDataReader row) => (row.GetInt64(0), row.GetString(1));
}
