using Clipper.Data;
using Npgsql;

namespace Clipper.Api;

/// <summary><c>POST /clips/{id}/votes</c>: one vote a user, and the score of the clip in the same transaction.</summary>
public static class Votes
{
    /// <summary>The lock on the clip makes two votes of one user wait for each other.</summary>
    private const string LockClip = "SELECT score FROM clips WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE";

    private const string Change = "UPDATE votes SET value = $3 WHERE user_id = $1 AND clip_id = $2 AND value <> $3";

    private const string Add = """
        INSERT INTO votes (user_id, clip_id, value)
        SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM votes WHERE user_id = $1 AND clip_id = $2)
        """;

    private const string Tally = """
        UPDATE clips SET score = score + $2,
            hotness = sign(score + $2) * log(greatest(abs(score + $2), 1)) + extract(epoch FROM created_at) / 45000
        WHERE id = $1
        """;

    public sealed record NewVote(int Value);

    public static async Task<IResult> Post(
        long id, NewVote vote, HttpContext context, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var caller = await Caller.Of(context, database);
        if (caller.UserId is not { } user) return Problem.Unauthorized();
        if (vote.Value is not (-1 or 1)) return Problem.BadInput("value must be -1 or 1");

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.Rows(LockClip, [id], row => row.GetInt32(0), cancellation) is not [var score]) return Problem.NoSuch("clip");
        var difference = await Record(connection, user, id, (short)vote.Value, cancellation);
        if (difference != 0) await connection.Write(Tally, [id, difference], cancellation);
        await transaction.CommitAsync(cancellation);
        return Results.Ok(new { ClipId = id, vote.Value, Score = score + difference });
    }

    /// <summary>Writes the vote; returns how far the score moves: two when it turned, one when it is the first, else zero.</summary>
    private static async Task<int> Record(NpgsqlConnection connection, long user, long clip, short value, CancellationToken cancellation)
    {
        object[] values = [user, clip, value];
        if (await connection.Write(Change, values, cancellation) > 0) return 2 * value;
        return await connection.Write(Add, values, cancellation) * value;
    }
}
