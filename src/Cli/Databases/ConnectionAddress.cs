namespace Headroom.Cli.Databases;

/// <summary>Reads addresses of PostgreSQL: <c>postgres://user:password@host:port/database?keyword=value</c>.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, section 34.1.1.2, "Connection URIs".</remarks>
internal static class ConnectionAddress
{
    /// <summary>Why a list of hosts is refused: evidence is read in many sessions, and all of them have to see one server.</summary>
    public const string SeveralHosts =
        "it names several hosts, and each session may reach another of them; write one, as postgres://user@host:port/database";

    private const string DefaultPort = "5432";

    /// <summary>Whether a text is meant as one.</summary>
    public static bool Is(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>
    /// Its parts by libpq's keywords, then those behind its <c>?</c> as they are called there; of two of one name the later one counts.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <exception cref="BadInputException">Its host cannot be read, or there are several; the message holds no value of it.</exception>
    public static IReadOnlyList<(string Keyword, string Value)> Of(string text)
    {
        var (_, rest) = Cut(text, "://");
        var (place, query) = Cut(rest, "?");
        var (authority, database) = Cut(place, "/");
        if (database.Contains('@', StringComparison.Ordinal))
        {
            throw new BadInputException("its password has a / that is not encoded; write / as %2F and @ as %40");
        }

        var at = authority.LastIndexOf('@'); // no host has one, and passwords that nobody encoded do
        var (user, password) = Cut(authority[..Math.Max(0, at)], ":");
        var (host, port) = HostOf(authority[(at + 1)..]);
        (string Keyword, string Value)[] parts =
        [
            ("host", host), ("port", port), ("user", user), ("password", password), ("dbname", database.Trim('/')),
            .. query.Split('&').Where(static pair => pair.Contains('=', StringComparison.Ordinal)).Select(static pair => Cut(pair, "=")),
        ];
        return
        [
            .. from part in parts
               where part.Value.Length > 0
               select (part.Keyword, Uri.UnescapeDataString(part.Value)),
        ];
    }

    // An IPv6 address stands between brackets, since it has colons itself.
    private static (string Host, string Port) HostOf(string text)
    {
        if (text.Contains(',', StringComparison.Ordinal))
        {
            throw new BadInputException(SeveralHosts);
        }

        var isBracketed = text.StartsWith('[');
        var (host, after) = isBracketed ? Cut(text[1..], "]") : Cut(text, ":");
        if (isBracketed && (!text.Contains(']', StringComparison.Ordinal) || after is not ("" or [':', ..])))
        {
            throw new BadInputException("its host cannot be read; write an IPv6 address as postgres://user@[::1]:port/database");
        }

        return (host, (isBracketed ? after.TrimStart(':') : after) is { Length: > 0 } port ? port : DefaultPort);
    }

    private static (string Before, string After) Cut(string text, string at) =>
        text.Split(at, 2) is [var before, var after] ? (before, after) : (text, "");
}
