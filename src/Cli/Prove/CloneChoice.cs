using Headroom.Cli.Databases;
using Headroom.Cli.Load;
using Headroom.Experiments.Clones;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Cli.Prove;

/// <summary>What is cloned to try a finding of a recorded run.</summary>
internal static class CloneChoice
{
    /// <summary>The source of the clones, or null when it is a mistake.</summary>
    /// <remarks>
    /// The run's database, as the plan's file, or <c>--postgres</c>, reaches it: a recorded plan has no passwords. A run that cloned nothing
    /// because it was told so (<c>--clone never</c>) is not cloned from unless somebody says otherwise now.
    /// </remarks>
    /// <param name="arguments">The command line.</param>
    /// <param name="recorded">The run's plan, without secrets.</param>
    /// <param name="plan">The plan as its file has it, or null.</param>
    /// <param name="mistakes">Where mistakes go.</param>
    public static CloneSource? Of(ProveArguments arguments, Plan recorded, Plan? plan, Mistakes mistakes)
    {
        var given = arguments.Clone is { } clone && clone != "auto" ? ConnectionText.Read("--clone", clone, "auto") : null;
        if (given is not null)
        {
            return new CloneSource(given, null, Allowed: true, MayBlockSource: true);
        }

        var service = plan?.Service ?? recorded.Service;
        var connection = arguments.Postgres is { } postgres ? ConnectionText.Read("--postgres", postgres) : service.Postgres;
        if (connection is null)
        {
            mistakes.Add("the run names no PostgreSQL; expected --postgres CONN");
            return null;
        }

        if (arguments.Clone is null && recorded.Database?.Clones == "never")
        {
            mistakes.Add("the run was made with --clone never; expected --clone auto (clones on the same server) or --clone CONN with a clone that you made");
            return null;
        }

        if (ClonePermission.Refusal(connection, service.PostgresCloneAllowed) is { } refusal)
        {
            mistakes.Add($"{refusal}; expected a loopback server, or --clone CONN with a clone that you made");
            return null;
        }

        var template = service.PostgresTemplate;
        var isOwn = template is not null && service.Postgres is { } own && IsSame(own, connection);
        return new CloneSource(connection, isOwn ? template : null, service.PostgresCloneAllowed, MayBlockSource: recorded.Database?.Workload is not null);
    }

    private static bool IsSame(string one, string other)
    {
        var (a, b) = (new NpgsqlConnectionStringBuilder(one), new NpgsqlConnectionStringBuilder(other));
        return a.Host == b.Host && a.Port == b.Port && a.Database == b.Database;
    }
}
