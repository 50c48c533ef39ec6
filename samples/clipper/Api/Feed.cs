using System.Globalization;
using Clipper.Data;
using Clipper.Defects;
using Npgsql;

namespace Clipper.Api;

/// <summary><c>GET /clips</c>: all clips, newest, hottest or best first, page by page along an index.</summary>
public static class Feed
{
    private const string New = $"""
        SELECT {Clip.Columns} FROM clips
        WHERE deleted_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2
        """;

    private const string Hot = $"""
        SELECT {Clip.Columns} FROM clips
        WHERE deleted_at IS NULL AND (hotness, id) < ($1, $2) ORDER BY hotness DESC, id DESC LIMIT $3
        """;

    private const string Top = $"""
        SELECT {Clip.Columns} FROM clips
        WHERE deleted_at IS NULL AND (score, id) < ($1, $2) ORDER BY score DESC, id DESC LIMIT $3
        """;

    public static async Task<IResult> Get(
        HttpContext context, NpgsqlDataSource database, Switches switches, CancellationToken cancellation,
        string sort = "new", int limit = 20, string? before = null)
    {
        if (!Limits.Allows(limit)) return Limits.Refuse();
        if (Statement(sort, before, limit) is not var (sql, values))
            return Problem.BadInput("sort must be new, hot or top; before must be the next of a page of that sort");
        var caller = await Caller.Of(context, database);
        if (caller.Rejected) return Problem.Unauthorized();

        var clips = await database.Rows(sql, values, Clip.Read, cancellation);
        long[] ids = [.. clips.Select(clip => clip.Id)];
        var tags = await FeedTagFanout.LoadTags(database, switches, ids, cancellation);
        var votes = caller.UserId is { } user ? await FeedVoteLoop.LoadVotes(database, switches, user, ids, cancellation) : null;
        ClipItem[] items = [.. clips.Select(clip => ClipItem.Of(clip, tags[clip.Id], Vote(votes, clip.Id)))];
        return Results.Ok(new Page<ClipItem>(items, clips.Count == limit ? Cursor(sort, clips[^1]) : null));
    }

    private static short? Vote(IReadOnlyDictionary<long, short>? votes, long clipId) =>
        votes is not null && votes.TryGetValue(clipId, out var value) ? value : null;

    private static string Cursor(string sort, Clip last) => sort switch
    {
        "hot" => string.Create(CultureInfo.InvariantCulture, $"{last.Hotness:R}:{last.Id}"),
        "top" => $"{last.Score}:{last.Id}",
        _ => $"{last.Id}",
    };

    /// <summary>The first page begins before the greatest key there can be, so that every page is the same statement.</summary>
    private static (string Sql, object[] Values)? Statement(string sort, string? before, int limit)
    {
        var after = before?.Split(':') ?? [];
        return (sort, after) switch
        {
            ("new", []) => (New, [long.MaxValue, limit]),
            ("hot", []) => (Hot, [double.PositiveInfinity, long.MaxValue, limit]),
            ("top", []) => (Top, [int.MaxValue, long.MaxValue, limit]),
            ("new", [var id]) when long.TryParse(id, out var clip) => (New, [clip, limit]),
            ("hot", [var key, var id])
                when double.TryParse(key, CultureInfo.InvariantCulture, out var hotness) && long.TryParse(id, out var clip) =>
                (Hot, [hotness, clip, limit]),
            ("top", [var key, var id])
                when int.TryParse(key, out var score) && long.TryParse(id, out var clip) =>
                (Top, [score, clip, limit]),
            _ => null,
        };
    }
}
