using Clipper.Data;
using Clipper.Defects;
using Npgsql;

namespace Clipper.Api;

/// <summary>The comments of a clip, newest first.</summary>
public static class Comments
{
    private const string ClipExists = "SELECT id FROM clips WHERE id = $1 AND deleted_at IS NULL";

    private const string Newest = """
        SELECT id, user_id, body, created_at FROM comments
        WHERE clip_id = $1 ORDER BY created_at DESC LIMIT $2
        """;

    private const string NewestBefore = """
        SELECT id, user_id, body, created_at FROM comments
        WHERE clip_id = $1 AND created_at < $3 ORDER BY created_at DESC LIMIT $2
        """;

    public sealed record Row(long Id, long UserId, string Body, DateTime CreatedAt);

    private sealed record Item(long Id, string Body, DateTime CreatedAt, Author Author);

    public sealed record NewComment(string? Body);

    public static async Task<IResult> Get(
        long id, NpgsqlDataSource database, Switches switches, CancellationToken cancellation, int limit = 20, string? before = null)
    {
        if (!Limits.Allows(limit)) return Limits.Refuse();
        DateTime stamp = default;
        if (before is not null && !Limits.TryStamp(before, out stamp)) return Problem.BadInput("before must be the next of a page");
        if (await database.Rows(ClipExists, [id], row => row.GetInt64(0), cancellation) is []) return Problem.NoSuch("clip");

        var comments = before is null
            ? await database.Rows(Newest, [id, limit], Read, cancellation)
            : await database.Rows(NewestBefore, [id, limit, stamp], Read, cancellation);
        var names = await CommentAuthorLoop.LoadAuthors(database, switches, [.. comments.Select(comment => comment.UserId)], cancellation);
        Item[] items = [.. comments.Select(comment => new Item(
            comment.Id, comment.Body, comment.CreatedAt, new Author(comment.UserId, names.GetValueOrDefault(comment.UserId, ""))))];
        return Results.Ok(new Page<Item>(items, comments.Count == limit ? Limits.Stamp(comments[^1].CreatedAt) : null));
    }

    public static async Task<IResult> Post(
        long id, NewComment comment, HttpContext context, NpgsqlDataSource database, Switches switches, CancellationToken cancellation)
    {
        var caller = await Caller.Of(context, database);
        if (caller.UserId is not { } user) return Problem.Unauthorized();
        if (string.IsNullOrWhiteSpace(comment.Body) || comment.Body.Length > 2000)
            return Problem.BadInput("body must have 1 to 2000 characters");
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        return await RepeatedComment.Add(database, switches, new RepeatedComment.Comment(id, user, comment.Body, key), cancellation) is { } row
            ? Results.Created((string?)null, row)
            : Problem.NoSuch("clip");
    }

    public static Row Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetDateTime(3));
}
