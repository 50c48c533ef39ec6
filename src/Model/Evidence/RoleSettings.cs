namespace Headroom.Model.Evidence;

/// <summary>The settings that sessions of the application's roles get.</summary>
public sealed record RoleSettings : IEvidence<RoleSettings>
{
    internal const string KindName = "role-settings";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The roles that ran statements of the application in this database, by name.</summary>
    public required IReadOnlyList<RoleSetting> Settings { get; init; }

    /// <summary>
    /// Names of settings that a role was seen to change by a SET statement of its own, per role: "role statement_timeout".
    /// </summary>
    public required IReadOnlyList<string> SetByStatement { get; init; }

    /// <summary>
    /// Settings of a role that are not known, because the server's value decides them and the session that looked has one of its own:
    /// "role statement_timeout".
    /// </summary>
    public IReadOnlyList<string> Masked { get; init => field = value ?? []; } = [];
}

/// <summary>One setting of one role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Name">The setting: "statement_timeout", "search_path".</param>
/// <param name="Value">Its value as a new session of the role in this database gets it, in the server's base unit.</param>
/// <param name="Unit">The base unit, or null: "ms".</param>
/// <param name="Source">What decided: "role in database", "role", "database", "server".</param>
public sealed record RoleSetting(string Role, string Name, string Value, string? Unit, string Source);
