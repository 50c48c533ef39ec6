using System.Security.Cryptography;
using System.Text;
using Clipper.Data;
using Npgsql;

namespace Clipper.Api;

/// <summary>Who sends a request, by its bearer token.</summary>
/// <param name="UserId">Null for an anonymous caller.</param>
/// <param name="Rejected">True when a token was sent that opens no session.</param>
public readonly record struct Caller(long? UserId, bool Rejected)
{
    private const string Scheme = "Bearer ";

    private const string Session = "SELECT user_id FROM sessions WHERE token_hash = $1 AND expires_at > now()";

    public static async Task<Caller> Of(HttpContext context, NpgsqlDataSource database)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header is "") return new Caller(null, Rejected: false);
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return new Caller(null, Rejected: true);
        var hash = TokenHash(header[Scheme.Length..].Trim());
        var users = await database.Rows(Session, [hash], row => row.GetInt64(0), context.RequestAborted);
        return users is [var user] ? new Caller(user, Rejected: false) : new Caller(null, Rejected: true);
    }

    /// <summary>What the sessions table holds instead of the token itself.</summary>
    public static byte[] TokenHash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
