using Clipper.Defects;

namespace Clipper;

/// <summary>What the environment says.</summary>
/// <param name="Postgres">An Npgsql connection string.</param>
/// <param name="Redis">host:port; null when views are not counted.</param>
/// <param name="Switches">Which defects are on.</param>
public sealed record Settings(string Postgres, string? Redis, Switches Switches)
{
    public static Settings FromEnvironment() => new(
        Read("CLIPPER_POSTGRES") ?? throw new UsageException(
            "CLIPPER_POSTGRES is not set. Expected a connection string, e.g. Host=127.0.0.1;Username=clipper;Password=clipper;Database=clipper"),
        Read("CLIPPER_REDIS"),
        Switches.Parse(Read("CLIPPER_DEFECTS")));

    public static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
