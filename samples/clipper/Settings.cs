using Clipper.Defects;
using Npgsql;

namespace Clipper;

/// <summary>What the environment says.</summary>
/// <param name="Postgres">An Npgsql connection string.</param>
/// <param name="Redis">host:port; null when views are not counted.</param>
/// <param name="Partners">host:port of the partner networks; null when there are none.</param>
/// <param name="Switches">Which defects are on.</param>
/// <param name="PoolSize">The most connections of the server; null: as the switches say.</param>
public sealed record Settings(string Postgres, string? Redis, string? Partners, Switches Switches, int? PoolSize)
{
    private const int MostConnections = 1000;

    private const string Example = "Host=127.0.0.1;Username=clipper;Password=clipper;Database=clipper";

    public static Settings FromEnvironment()
    {
        var switches = Switches.Parse(Read("CLIPPER_DEFECTS")); // first: an unknown defect is told without a database
        var poolSize = MostOf(Read("DATABASE_MAX_CONNECTIONS"));
        return new Settings(ConnectionString(Read("CLIPPER_POSTGRES")), Read("CLIPPER_REDIS"), Read("CLIPPER_PARTNERS"), switches, poolSize);
    }

    public static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int? MostOf(string? text) =>
        text is null ? null
        : int.TryParse(text, out var connections) && connections is >= 1 and <= MostConnections ? connections
        : throw new UsageException($"DATABASE_MAX_CONNECTIONS: '{text}' is no number from 1 to {MostConnections}");

    private static string ConnectionString(string? text)
    {
        if (text is null) throw new UsageException($"CLIPPER_POSTGRES is not set. Expected a connection string, e.g. {Example}");
        try
        {
            return new NpgsqlConnectionStringBuilder(text).ConnectionString;
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException($"CLIPPER_POSTGRES is no connection string: {wrong.Message} Expected e.g. {Example}");
        }
    }
}
