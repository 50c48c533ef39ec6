using System.Security.Cryptography;
using Clipper.Data;
using Npgsql;

namespace Clipper.Api;

/// <summary>Users and their sessions.</summary>
public static class Accounts
{
    private const string InsertUser = """
        INSERT INTO users (name, email, password_hash) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING id
        """;

    private const string ByEmail = "SELECT id, password_hash FROM users WHERE email = $1";

    private const string InsertSession = """
        INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, now() + interval '30 days')
        """;

    public sealed record NewUser(string? Name, string? Email, string? Password);

    public sealed record Credentials(string? Email, string? Password);

    /// <summary><c>POST /users</c></summary>
    public static async Task<IResult> Register(NewUser user, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (user.Name is not { Length: >= 1 and <= 50 }) return Problem.BadInput("name must have 1 to 50 characters");
        if (user.Email is not { Length: >= 3 and <= 200 } || !user.Email.Contains('@')) return Problem.BadInput("email must be an address");
        if (user.Password is not { Length: >= 6 and <= 200 }) return Problem.BadInput("password must have 6 to 200 characters");
        var email = user.Email.ToLowerInvariant();
        object[] values = [user.Name, email, Passwords.Hash(user.Password)];
        return await database.Rows(InsertUser, values, row => row.GetInt64(0), cancellation) is [var id]
            ? Results.Created((string?)null, new { Id = id, user.Name })
            : Problem.Of(StatusCodes.Status409Conflict, "this email is registered already");
    }

    /// <summary><c>POST /sessions</c></summary>
    public static async Task<IResult> Login(Credentials given, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (given is not { Email: { } email, Password: { } password }) return Problem.BadInput("email and password are needed");
        var found = await database.Rows(
            ByEmail, [email.ToLowerInvariant()], row => (Id: row.GetInt64(0), Hash: row.GetString(1)), cancellation);
        if (found is not [var user] || !Passwords.Matches(password, user.Hash))
            return Problem.Of(StatusCodes.Status401Unauthorized, "email or password is wrong");

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await database.Write(InsertSession, [Caller.TokenHash(token), user.Id], cancellation);
        return Results.Created((string?)null, new { Token = token });
    }
}
