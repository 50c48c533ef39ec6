namespace Headroom.Cli.Load;

/// <summary>What stands on the command line of <c>headroom load</c>, not looked at yet; null where an option is not given.</summary>
internal sealed record LoadArguments
{
    /// <summary>A scenario's file, an address, or a k6 script.</summary>
    public required string Source { get; init; }

    /// <summary>The address that a scenario's file is run against.</summary>
    public string? Url { get; init; }

    /// <summary>Iterations a second.</summary>
    public string? Rate { get; init; }

    /// <summary>Virtual users.</summary>
    public string? Vus { get; init; }

    /// <summary>Connections.</summary>
    public string? Connections { get; init; }

    /// <summary>How long iterations start, warm-up included.</summary>
    public string? Duration { get; init; }

    /// <summary>A ready profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The part of the duration that is not recorded.</summary>
    public string? WarmUp { get; init; }

    /// <summary>How long a request may take.</summary>
    public string? Timeout { get; init; }

    /// <summary>The version of HTTP.</summary>
    public string? Http { get; init; }

    /// <summary>The method of an address.</summary>
    public string? Method { get; init; }

    /// <summary>The body of an address.</summary>
    public string? Body { get; init; }

    /// <summary>Headers of every request, each "Name: value".</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Hosts besides loopback that load may go to.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Whether a certificate that is not trusted is let pass.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether redirects are followed.</summary>
    public bool FollowRedirects { get; init; }

    /// <summary>The seed of all chance.</summary>
    public string? Seed { get; init; }

    /// <summary>Threads that send.</summary>
    public string? Threads { get; init; }

    /// <summary>The folder for the run.</summary>
    public string? Out { get; init; }

    /// <summary>The file for every request.</summary>
    public string? Samples { get; init; }

    /// <summary>The file for k6's summary.</summary>
    public string? K6Summary { get; init; }

    /// <summary>The port for scrapers.</summary>
    public string? OpenMetrics { get; init; }

    /// <summary>Whether stdout is one JSON document.</summary>
    public bool Json { get; init; }

    /// <summary>Whether nothing is told while the run goes on.</summary>
    public bool Quiet { get; init; }
}
