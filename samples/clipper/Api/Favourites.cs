using Clipper.Data;
using Npgsql;

namespace Clipper.Api;

/// <summary><c>POST /clips/{id}/favourites</c>: keeps a clip; a clip that is kept already stays so.</summary>
public static class Favourites
{
    private const string ClipExists = "SELECT id FROM clips WHERE id = $1 AND deleted_at IS NULL";

    private const string Keep = "INSERT INTO favourites (user_id, clip_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    public static async Task<IResult> Post(long id, HttpContext context, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var caller = await Caller.Of(context, database);
        if (caller.UserId is not { } user) return Problem.Unauthorized();
        if (await database.Rows(ClipExists, [id], row => row.GetInt64(0), cancellation) is []) return Problem.NoSuch("clip");
        await database.Write(Keep, [user, id], cancellation);
        return Results.Ok(new { ClipId = id, Favourite = true });
    }
}
