using Headroom.Load;

namespace Headroom.Cli.Init;

/// <summary>The least <c>headroom.yaml</c> for a service.</summary>
internal static class PlanText
{
    /// <summary>The text.</summary>
    /// <param name="url">The service's address.</param>
    /// <param name="isKnown">Whether somebody said so.</param>
    public static string Of(Uri url, bool isKnown) =>
        $$"""
        # The plan of an audit, made by headroom init; docs/plan.md has all keys.
        services:
          service:
            url: {{url.AbsoluteUri.TrimEnd('/')}}{{(isKnown ? "" : "   # assumed: nothing says where the service is")}}
            # health: /health          # the path that answers 2xx once it is ready
            # start: dotnet run         # the command that starts it; without it, it runs already
            # postgres: "Host=127.0.0.1;Database=shop;Username=shop"
        {{Allowed(url)}}
        # slo: { p95: 300ms, p99: 1s, errors: 1% }
        load:
          scenario: load.yaml

        """;

    /// <summary>A warning when load does not go to the address by itself; else null.</summary>
    public static string? Warning(Uri url) => TargetGuard.Refusal(url, []) is null
        ? null
        : $"load goes to {url.Authority} only when headroom.yaml and load.yaml list it under allowed_targets: it stands there as a comment";

    private static string Allowed(Uri url) => Warning(url) is null
        ? "# allowed_targets: []         # load goes to loopback only, and to hosts that are listed here"
        : $"# Load goes there only when this line is no comment; ask who runs it first.\n# allowed_targets: [\"{url.Authority}\"]";
}
