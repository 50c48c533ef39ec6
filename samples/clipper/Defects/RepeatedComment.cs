using Clipper.Api;
using Clipper.Data;
using Npgsql;

namespace Clipper.Defects;

/// <summary>
/// <c>POST /clips/{id}/comments</c>. Broken: the Idempotency-Key is not looked at, and a comment that is sent again is there twice.
/// Cured: the key lies with the comment under a unique index, and a repeat is answered with the comment that is there.
/// </summary>
public static class RepeatedComment
{
    public static readonly Defect Defect = new(
        "repeated-comment",
        "A comment that is sent again with the same Idempotency-Key is written twice; the cure keeps the key under a unique index.");

    private const string Insert = """
        INSERT INTO comments (clip_id, user_id, body)
        SELECT id, $2, $3 FROM clips WHERE id = $1 AND deleted_at IS NULL
        RETURNING id, user_id, body, created_at
        """;

    private const string InsertOnce = """
        INSERT INTO comments (clip_id, user_id, body, retry_key)
        SELECT id, $2, $3, $4 FROM clips WHERE id = $1 AND deleted_at IS NULL
        ON CONFLICT (user_id, retry_key) WHERE retry_key IS NOT NULL DO NOTHING
        RETURNING id, user_id, body, created_at
        """;

    private const string WithKey = "SELECT id, user_id, body, created_at FROM comments WHERE user_id = $1 AND retry_key = $2";

    public sealed record Comment(long ClipId, long UserId, string Body, string Key);

    /// <summary>Writes a comment; null when its clip is not there.</summary>
    public static async Task<Comments.Row?> Add(
        NpgsqlDataSource database, Switches switches, Comment comment, CancellationToken cancellation)
    {
        object[] values = [comment.ClipId, comment.UserId, comment.Body];
        if (comment.Key is "" || switches.On(Defect)) return Only(await database.Rows(Insert, values, Comments.Read, cancellation));
        return Only(await database.Rows(InsertOnce, [.. values, comment.Key], Comments.Read, cancellation))
            ?? Only(await database.Rows(WithKey, [comment.UserId, comment.Key], Comments.Read, cancellation));
    }

    private static Comments.Row? Only(IReadOnlyList<Comments.Row> rows) => rows is [var row] ? row : null;
}
