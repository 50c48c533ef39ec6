using System.Security.Cryptography;
using System.Text;
using Clipper.Data;
using Clipper.Defects;
using Npgsql;

namespace Clipper.Api;

/// <summary><c>GET /clips/{id}/embed</c>: the address under which another site shows a clip, signed so that nobody makes one up.</summary>
public static class Embeds
{
    private const string ClipExists = "SELECT id FROM clips WHERE id = $1 AND deleted_at IS NULL";

    public static async Task<IResult> Get(long id, NpgsqlDataSource database, Switches switches, CancellationToken cancellation)
    {
        if (await database.Rows(ClipExists, [id], row => row.GetInt64(0), cancellation) is []) return Problem.NoSuch("clip");
        var signature = HMACSHA256.HashData(BlockingEmbedHash.Key(switches), Encoding.UTF8.GetBytes($"clip {id}"));
        return Results.Ok(new { ClipId = id, Url = $"https://clips.example/embed/{id}?signature={Convert.ToHexStringLower(signature)}" });
    }
}
