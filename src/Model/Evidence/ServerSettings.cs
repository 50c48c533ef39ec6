namespace Headroom.Model.Evidence;

/// <summary>The server behind a database: its version, how long it runs, and the settings that decide how it performs.</summary>
public sealed record ServerSettings : IEvidence<ServerSettings>
{
    internal const string KindName = "server-settings";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The version as a number: 150018.</summary>
    public required int ServerVersion { get; init; }

    /// <summary>The database that was asked.</summary>
    public required string Database { get; init; }

    /// <summary>The port that the server listens on.</summary>
    public required int Port { get; init; }

    /// <summary>How long the server runs.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Whether it is a standby.</summary>
    public bool InRecovery { get; init; }

    /// <summary>The folder of its data; null when this role may not see it.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The version of pg_stat_statements in this database; null when it was not created here.</summary>
    public string? StatementsExtension { get; init; }

    /// <summary>The settings by name; one that this version does not have, or that this role may not see, is not among them.</summary>
    public required IReadOnlyList<ServerSetting> Settings { get; init; }

    /// <summary>The setting, or null.</summary>
    public ServerSetting? Find(string name) => Settings.FirstOrDefault(setting => setting.Name == name);

    /// <summary>The number that a setting holds, in its base unit; null when it is not known or no number.</summary>
    public double? Number(string name) => Find(name) is { } setting
        && double.TryParse(
            setting.Value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
        ? number
        : null;
}

/// <summary>One setting as the session that asked has it.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Value">Its value, in the base unit.</param>
/// <param name="Unit">The base unit, or null: "8kB", "ms".</param>
/// <param name="Source">What decided: "default", "configuration file", "database".</param>
/// <param name="BootValue">What the server would take if nobody set it; null where there is none.</param>
/// <param name="PendingRestart">Whether another value waits for a restart.</param>
public sealed record ServerSetting(string Name, string Value, string? Unit, string Source, string? BootValue, bool PendingRestart);
