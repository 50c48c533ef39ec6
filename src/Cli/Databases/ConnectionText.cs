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

    /// <summary>The connection string in Npgsql's keywords.</summary>
    /// <exception cref="BadInputException">It is none; the message holds no part of it.</exception>
    /// <param name="option">Whose value it is.</param>
    /// <param name="text">The value.</param>
    /// <param name="words">What the value may be instead: "auto, never".</param>
    public static string Read(string option, string text, string? words = null)
    {
        try
        {
            var connection = Parsed(text);
            return new NpgsqlConnectionStringBuilder(connection).Host is { Length: > 0 }
                ? connection
                : throw new FormatException("no host");
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException)
        {
            var expected = words is null ? "cannot be read, or names no host; expected" : $"expected {words} or a connection string:";
            throw new BadInputException($"{option}: {expected} {Kinds}");
        }
    }

    private static string Parsed(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
            ? OfAddress(new Uri(text))
            : text.Contains(';', StringComparison.Ordinal) || !text.Contains(' ', StringComparison.Ordinal)
                ? new NpgsqlConnectionStringBuilder(text).ConnectionString
            : OfKeywords(text);

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
            builder[Libpq.GetValueOrDefault(pair[0], pair[0])] = Uri.UnescapeDataString(pair[1]);
        }

        return builder.ConnectionString;
    }

    private static string OfKeywords(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            builder[Libpq.TryGetValue(pair[0], out var known) ? known : throw new FormatException(pair[0])] =
                pair.Length == 2 ? pair[1].Trim('\'') : "";
        }

        return builder.ConnectionString;
    }
}
