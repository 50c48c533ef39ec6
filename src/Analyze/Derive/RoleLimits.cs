using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Derive;

/// <summary>Which of the application's roles run without a limit of time.</summary>
public static class RoleLimits
{
    /// <summary>What a detector of one missing limit makes of the roles' settings.</summary>
    /// <param name="settings">The settings of all roles.</param>
    /// <param name="name">The limit; 0 is none.</param>
    /// <param name="findingOf">The finding about a role without it.</param>
    /// <param name="others">Limits that bound the same time: a role with one of them is silent.</param>
    public static Outcome Outcome(RoleSettings settings, string name, Func<RoleSetting, Finding> findingOf, params string[] others)
    {
        var limits = settings.Settings.Where(setting => setting.Name == name).ToList();
        var masked = settings.Masked.Where(entry => entry.EndsWith($" {name}", StringComparison.Ordinal)).ToList();
        var unbounded = limits.Where(limit =>
            !IsBounded(settings, limit) && !Array.Exists(others, other => IsBounded(settings, limit.Role, other))).ToList();
        return unbounded.Count == 0 && masked.Count > 0
            ? new Outcome.NotRun(
                $"the server's {name} is masked by the audit role's own setting, and decides for: "
                    + $"{string.Join(", ", masked.Select(entry => entry.Split(' ')[0]))}")
            : limits.Count == 0
                ? new Outcome.NotRun("no role was seen to issue statements in this database under load: is it the service's?")
                : Model.Findings.Outcome.Of([.. unbounded.Select(findingOf)]);
    }

    /// <summary>A limit of a role as the remedy of a finding.</summary>
    public static Remedy Remedy(string role, string name, string value, string risk) => new()
    {
        Kind = RemedyKind.Setting,
        Scope = RemedyScope.Config,
        Up = $"ALTER ROLE {Sql.Identifier(role)} SET {name} = '{value}';",
        Down = $"ALTER ROLE {Sql.Identifier(role)} RESET {name};",
        Risk = risk,
    };

    private static bool IsBounded(RoleSettings settings, string role, string name) =>
        settings.Settings.FirstOrDefault(setting => setting.Role == role && setting.Name == name) is { } limit
            && IsBounded(settings, limit);

    private static bool IsBounded(RoleSettings settings, RoleSetting limit) =>
        limit.Value != "0" || settings.SetByStatement.Contains($"{limit.Role} {limit.Name}");
}
