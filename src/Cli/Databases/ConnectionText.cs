using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Net;
using Headroom.Load.Scenarios;
using Npgsql;

namespace Headroom.Cli.Databases;

/// <summary>Reads how people write a database's address: Npgsql's keywords, libpq's keywords, or an address.</summary>
internal static class ConnectionText
{
    private const string Kinds = "Host=...;Database=...;Username=..., host=... dbname=... user=..., or postgres://user@host:port/database";

    private const string Java =
        "it begins with jdbc:, as addresses for Java do; write it without, as postgresql://user:password@host:port/database";

    private static readonly SearchValues<char> NoneInNames = SearchValues.Create(" \t\r\n=;:/@?#[]\"'");

    private const string NoHost =
        "its host is neither a name nor an address; write either ; or blanks between the keywords, and quotes around values that have them";

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
    /// <exception cref="BadInputException">It is none, or of several hosts; the message holds no value of it.</exception>
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
        catch (ArgumentException)
        {
            return (null, null);
        }
    }

    /// <summary>Whether a host is the folder of a Unix socket; <c>@</c> begins an abstract one.</summary>
    /// <param name="host">The host of a connection.</param>
    public static bool IsSocket(string host) => host is ['/' or '@', ..];

    private static string Parsed(string text) =>
        text.StartsWith("jdbc:", StringComparison.OrdinalIgnoreCase) ? throw new BadInputException(Java)
        : OfOneServer(
            ConnectionAddress.Is(text) ? OfAddress(text)
            : LibpqKeywords.Are(text) ? OfKeywords(text)
            : OfOwnKeywords(text)).ConnectionString;

    // Npgsql takes whatever stands up to the next semicolon for a host, with its port behind it.
    private static NpgsqlConnectionStringBuilder OfOneServer(NpgsqlConnectionStringBuilder builder)
    {
        var host = builder.Host ?? "";
        if (host.Contains(',', StringComparison.Ordinal))
        {
            throw new BadInputException(ConnectionAddress.SeveralHosts);
        }

        if (host.Length == 0 || IsSocket(host) || IsName(host))
        {
            return builder;
        }

        var colon = host.LastIndexOf(':');
        if (colon < 0 || !IsName(host[..colon])
            || !int.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is 0 or > IPEndPoint.MaxPort)
        {
            throw new BadInputException(NoHost);
        }

        builder.Host = host[..colon].Trim('[', ']');
        builder.Port = port;
        return builder;
    }

    // Resolvers know names that no RFC allows: only what cannot stand in an address is none.
    private static bool IsName(string host) => IPAddress.TryParse(host.Trim('[', ']'), out _)
        || (!host.AsSpan().ContainsAny(NoneInNames) && Uri.TryCreate($"postgres://{host}/", UriKind.Absolute, out _));

    private static NpgsqlConnectionStringBuilder OfOwnKeywords(string text)
    {
        var (builder, pairs) = (new NpgsqlConnectionStringBuilder(), new DbConnectionStringBuilder { ConnectionString = text });
        foreach (var keyword in pairs.Keys.OfType<string>())
        {
            Set(builder, keyword, keyword, pairs[keyword]);
        }

        return builder;
    }

    private static NpgsqlConnectionStringBuilder OfAddress(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var (word, value) in ConnectionAddress.Of(text))
        {
            Set(builder, Libpq.GetValueOrDefault(word, word), word, value);
        }

        return builder;
    }

    private static NpgsqlConnectionStringBuilder OfKeywords(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var (word, value) in LibpqKeywords.Of(text))
        {
            if (!Libpq.TryGetValue(word, out var known))
            {
                throw new BadInputException(Misspelt(word, Libpq.Keys));
            }

            Set(builder, known, word, value ?? throw new BadInputException($"{word} stands without = and a value"));
        }

        return builder;
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
            throw new BadInputException(isKnown ? Unusable(word) : Misspelt(word, [.. Libpq.Keys, .. Keywords]));
        }

        if (builder.Port > IPEndPoint.MaxPort)
        {
            throw new BadInputException(Unusable(word));
        }
    }

    private static string Unusable(string word) => $"the value of {word} cannot be used";

    private static string Misspelt(string word, IEnumerable<string> known) => Spelling.Nearest(word, known) is { } nearest
        ? $"'{word}' is no keyword of a connection string (did you mean {nearest}?)"
        : "a keyword or a value in it cannot be used";
}
