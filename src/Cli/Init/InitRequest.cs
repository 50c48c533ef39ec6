namespace Headroom.Cli.Init;

/// <summary>What <c>headroom init</c> is asked for.</summary>
internal sealed record InitRequest
{
    /// <summary>The file of a description, or null.</summary>
    public string? OpenApi { get; init; }

    /// <summary>The file of a recording, or null.</summary>
    public string? Har { get; init; }

    /// <summary>Files of access logs.</summary>
    public IReadOnlyList<string> AccessLogs { get; init; } = [];

    /// <summary>The service's address, or null.</summary>
    public Uri? Url { get; init; }

    /// <summary>The service of a recording, or null for that of its first page.</summary>
    public Uri? Origin { get; init; }

    /// <summary>Whether a recording's images, fonts, styles and scripts are kept.</summary>
    public bool Assets { get; init; }

    /// <summary>Whether operations that need authorization get a header.</summary>
    public bool Bearer { get; init; }

    /// <summary>What a whole number that is a duration in a log counts; null: unknown.</summary>
    public TimeSpan? DurationUnit { get; init; }

    /// <summary>Whether requests that write are sent.</summary>
    public bool Writes { get; init; }

    /// <summary>An address of the command line.</summary>
    /// <exception cref="BadInputException">It is no http or https address, or has a user or a query.</exception>
    public static Uri? Address(string option, string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", Host.Length: > 0, UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 } ? url
        : throw new BadInputException($"{option}: '{text}'; expected an http or https address without user and query");

    /// <summary>A unit of the command line.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    public static TimeSpan? Unit(string? text) => text switch
    {
        null => null,
        "s" => TimeSpan.FromSeconds(1),
        "ms" => TimeSpan.FromMilliseconds(1),
        "us" => TimeSpan.FromMicroseconds(1),
        _ => throw new BadInputException($"--duration-unit: '{text}'; expected s, ms or us"),
    };

    /// <summary>Refuses options that do not go together.</summary>
    /// <exception cref="BadInputException">There are some: all of them.</exception>
    public void Check()
    {
        (string Option, bool IsGiven)[] all =
            [("--openapi", OpenApi is not null), ("--har", Har is not null), ("--access-log", AccessLogs.Count > 0)];
        string[] sources = [.. all.Where(static source => source.IsGiven).Select(static source => source.Option)];
        var mistakes = new List<string>();
        if (sources.Length > 1)
        {
            mistakes.Add($"{string.Join(" and ", sources)}; expected one source");
        }

        Belongs("--origin", Origin is not null, "--har", Har is not null);
        Belongs("--assets", Assets, "--har", Har is not null);
        Belongs("--bearer", Bearer, "--openapi", OpenApi is not null);
        Belongs("--duration-unit", DurationUnit is not null, "--access-log", AccessLogs.Count > 0);
        Belongs("--writes", Writes, "--access-log or --openapi", AccessLogs.Count > 0 || OpenApi is not null);
        if (mistakes.Count > 0)
        {
            throw new BadInputException(mistakes);
        }

        void Belongs(string option, bool isGiven, string source, bool hasSource)
        {
            if (isGiven && !hasSource)
            {
                mistakes.Add($"{option} without {source}; expected it only with {source}");
            }
        }
    }
}
