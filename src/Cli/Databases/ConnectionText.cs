using System.Data.Common;
using Headroom.Load.Scenarios;
using Npgsql;

namespace Headroom.Cli.Databases;

/// <summary>Reads how people write a database's address: Npgsql's keywords, libpq's keywords, or an address.</summary>
internal static class ConnectionText
{
    private const string Kinds = "Host=...;Database=...;Username=..., host=... dbname=... user=..., or postgres://user@host:port/database";

    private static readonly Dictionary<string, string> Libpq = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["hostaddr"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["sslmode"] = "SSL Mode",
        ["options"] = "Options",
        ["application_name"] = "Application Name",
    };

    // Those that people write most, for guesses.
    private static readonly string[] Keywords =
    [
        "Host", "Server", "Port", "Database", "Username", "User ID", "Password", "Passfile", "SSL Mode", "Root Certificate", "Options",
        "Search Path", "Application Name", "Timeout", "Command Timeout", "Pooling", "Minimum Pool Size", "Maximum Pool Size", "Keepalive",
    ];

    /// <summary>The connection string in Npgsql's keywords.</summary>
    /// <exception cref="BadInputException">It is none; the message holds no value of it.</exception>
    /// <param name="option">Whose value it is.</param>
    /// <param name="text">The value.</param>
    /// <param name="words">What the value may be instead: "auto, never".</param>
    public static string Read(string option, string text, string? words = null)
    {
        var (connection, mistake) = Of(text);
        if (connection is not null && new NpgsqlConnectionStringBuilder(connection).Host is { Length: > 0 })
        {
            return connection;
        }

        var expected = words is null ? "expected" : $"expected {words} or a connection string:";
        throw new BadInputException(
            mistake is not null ? $"{option}: {mistake}; {expected} {Kinds}"
            : words is null ? $"{option}: cannot be read, or names no host; {expected} {Kinds}"
            : $"{option}: {expected} {Kinds}");
    }

    /// <summary>
    /// The connection string in Npgsql's keywords, perhaps without a host; or null, and the word that is wrong where one can be told: no
    /// value is repeated, and of the keywords only what is near a known one, since all else may be a part of a password.
    /// </summary>
    /// <param name="text">The text.</param>
    public static (string? Connection, string? Mistake) Of(string text)
    {
        try
        {
            return (Parsed(text), null);
        }
        catch (BadInputException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            return (null, null);
        }
    }

    private static string Parsed(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
            ? OfAddress(new Uri(text))
            : text.Contains(';', StringComparison.Ordinal) || !text.Contains(' ', StringComparison.Ordinal)
                ? OfOwnKeywords(text)
            : OfKeywords(text);

    private static string OfOwnKeywords(string text)
    {
        var (builder, pairs) = (new NpgsqlConnectionStringBuilder(), new DbConnectionStringBuilder { ConnectionString = text });
        foreach (var keyword in pairs.Keys.OfType<string>())
        {
            Set(builder, keyword, keyword, pairs[keyword]);
        }

        return builder.ConnectionString;
    }

    private static string OfAddress(Uri address)
    {
        var user = address.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port > 0 ? address.Port : NpgsqlConnection.DefaultPort,
        };
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        if (address.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            builder.Database = Uri.UnescapeDataString(database);
        }

        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2))
        {
            Set(builder, Libpq.GetValueOrDefault(pair[0], pair[0]), pair[0], Uri.UnescapeDataString(pair[1]));
        }

        return builder.ConnectionString;
    }

    private static string OfKeywords(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            if (!Libpq.TryGetValue(pair[0], out var known))
            {
                throw new BadInputException(Misspelt(pair[0], Libpq.Keys));
            }

            Set(builder, known, pair[0], pair.Length == 2 ? pair[1].Trim('\'') : "");
        }

        return builder.ConnectionString;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string word, object value)
    {
        try
        {
            builder[keyword] = value;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or KeyNotFoundException)
        {
            var isKnown = Libpq.ContainsKey(word) || Keywords.Contains(word, StringComparer.OrdinalIgnoreCase);
            throw new BadInputException(isKnown ? $"the value of {word} cannot be used" : Misspelt(word, [.. Libpq.Keys, .. Keywords]));
        }
    }

    private static string Misspelt(string word, IEnumerable<string> known) => Spelling.Nearest(word, known) is { } nearest
        ? $"'{word}' is no keyword of a connection string (did you mean {nearest}?)"
        : "a keyword or a value in it cannot be used";
}
