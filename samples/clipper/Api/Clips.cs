using Clipper.Data;
using Clipper.Defects;
using Npgsql;

namespace Clipper.Api;

/// <summary>One clip and the lists that begin at one: its relatives, a user's clips, a search.</summary>
public static class Clips
{
    private const string ById = $"SELECT {Clip.Columns} FROM clips WHERE id = $1 AND deleted_at IS NULL";

    private const string FirstTag = """
        SELECT (SELECT min(tag_id) FROM clip_tags WHERE clip_tags.clip_id = clips.id) FROM clips WHERE id = $1 AND deleted_at IS NULL
        """;

    private const string WithTag = $"""
        SELECT {Clip.Columns} FROM clip_tags JOIN clips ON clips.id = clip_tags.clip_id
        WHERE tag_id = $1 AND clip_id <> $2 AND deleted_at IS NULL ORDER BY clip_id DESC LIMIT $3
        """;

    private const string UserName = "SELECT name FROM users WHERE id = $1";

    private const string ByUser = $"""
        SELECT {Clip.Columns} FROM clips
        WHERE user_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT $2
        """;

    private const string ByUserBefore = $"""
        SELECT {Clip.Columns} FROM clips
        WHERE user_id = $1 AND deleted_at IS NULL AND created_at < $3 ORDER BY created_at DESC LIMIT $2
        """;

    private const string ByWord = $"""
        SELECT {Clip.Columns} FROM clips
        WHERE search @@ websearch_to_tsquery('simple', $1) AND deleted_at IS NULL ORDER BY created_at DESC LIMIT $2
        """;

    /// <summary><c>GET /clips/{id}</c></summary>
    public static async Task<IResult> Get(long id, NpgsqlDataSource database, Views views, CancellationToken cancellation)
    {
        if (await database.Rows(ById, [id], Clip.Read, cancellation) is not [var clip]) return Problem.NoSuch("clip");
        var tags = await FeedTagFanout.LoadTagsBatched(database, [id], cancellation);
        var count = await views.Count(id, cancellation);
        return Results.Ok(new ClipDetail(id, clip.Title, clip.Url, clip.Score, clip.CreatedAt, clip.Author, [.. tags[id]], count));
    }

    /// <summary><c>GET /clips/{id}/related</c>: the newest clips that share its first tag.</summary>
    public static async Task<IResult> Related(long id, NpgsqlDataSource database, CancellationToken cancellation, int limit = 10)
    {
        if (!Limits.Allows(limit)) return Limits.Refuse();
        var first = await database.Rows(FirstTag, [id], row => row.IsDBNull(0) ? (int?)null : row.GetInt32(0), cancellation);
        return first switch
        {
            [] => Problem.NoSuch("clip"),
            [int tag] => await List(database, WithTag, [tag, id, limit], limit, _ => null, cancellation),
            _ => Results.Ok(new Page<ClipItem>([], null)),
        };
    }

    /// <summary><c>GET /users/{id}/clips</c></summary>
    public static async Task<IResult> OfUser(
        long id, NpgsqlDataSource database, CancellationToken cancellation, int limit = 20, string? before = null)
    {
        if (!Limits.Allows(limit)) return Limits.Refuse();
        DateTime stamp = default;
        if (before is not null && !Limits.TryStamp(before, out stamp)) return Problem.BadInput("before must be the next of a page");
        if (await database.Rows(UserName, [id], row => row.GetString(0), cancellation) is []) return Problem.NoSuch("user");
        return before is null
            ? await List(database, ByUser, [id, limit], limit, clip => Limits.Stamp(clip.CreatedAt), cancellation)
            : await List(database, ByUserBefore, [id, limit, stamp], limit, clip => Limits.Stamp(clip.CreatedAt), cancellation);
    }

    /// <summary><c>GET /search</c></summary>
    public static Task<IResult> Search(NpgsqlDataSource database, CancellationToken cancellation, string q = "", int limit = 20)
    {
        if (!Limits.Allows(limit)) return Task.FromResult(Limits.Refuse());
        if (string.IsNullOrWhiteSpace(q) || q.Length > 200) return Task.FromResult(Problem.BadInput("q must have 1 to 200 characters"));
        return List(database, ByWord, [q, limit], limit, _ => null, cancellation);
    }

    private static async Task<IResult> List(
        NpgsqlDataSource database, string sql, object[] values, int limit, Func<Clip, string?> next, CancellationToken cancellation)
    {
        var clips = await database.Rows(sql, values, Clip.Read, cancellation);
        var tags = await FeedTagFanout.LoadTagsBatched(database, [.. clips.Select(clip => clip.Id)], cancellation);
        ClipItem[] items = [.. clips.Select(clip => ClipItem.Of(clip, tags[clip.Id]))];
        return Results.Ok(new Page<ClipItem>(items, clips.Count == limit ? next(clips[^1]) : null));
    }
}
