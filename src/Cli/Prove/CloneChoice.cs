using Headroom.Cli.Databases;
using Headroom.Cli.Load;
using Headroom.Experiments.Clones;
using Headroom.Model.Plans;

namespace Headroom.Cli.Prove;

/// <summary>What is cloned to try a finding of a recorded run.</summary>
internal static class CloneChoice
{
    /// <summary>The source of the clones, or null when it is a mistake.</summary>
    /// <remarks>
    /// The run's database, as the plan's file, or <c>--postgres</c>, reaches it: a recorded plan has no passwords. A run that cloned
    /// nothing because it was told so (<c>--clone never</c>) is not cloned from unless somebody says otherwise now. A database that ended
    /// with its run is not asked for.
    /// </remarks>
    /// <param name="arguments">The command line.</param>
    /// <param name="recorded">The run's plan, without secrets.</param>
    /// <param name="plan">The plan as its file has it, or null.</param>
    /// <param name="mistakes">Where mistakes go.</param>
    public static CloneSource? Of(ProveArguments arguments, Plan recorded, Plan? plan, Mistakes mistakes)
    {
        var given = arguments.CloneMode is { } clone && clone != "auto" ? ConnectionText.Read("--clone", clone, "auto") : null;
        if (given is not null)
        {
            return new CloneSource(given, null, Allowed: true, MayBlockSource: true) { Otherwise = CloneSources.Option };
        }

        var service = plan?.Service ?? recorded.Service;
        var connection = arguments.Postgres is { } postgres ? ConnectionText.Read("--postgres", postgres) : service.Postgres;
        if (connection is null)
        {
            mistakes.Add("the run names no PostgreSQL; expected --postgres CONN");
            return null;
        }

        if (arguments.Postgres is null && service.IsTemporary)
        {
            mistakes.Add(
                "the database of this run was Headroom's own and ended with it: there is nothing to clone; expected --postgres CONN "
                    + $"or {CloneSources.Option}, of a database that stays");
            return null;
        }

        if (arguments.CloneMode is null && recorded.Database?.Clones == "never")
        {
            mistakes.Add(
                "the run was made with --clone never; expected --clone auto (clones on the same server) "
                    + $"or {CloneSources.Option}");
            return null;
        }

        var source = CloneSources.Of(connection, service, mayBlockSource: recorded.Database?.Workload is not null) with
        {
            Otherwise = CloneSources.Option,
        };
        if (ClonePermission.Refusal(connection, source.Allowed) is { } refusal)
        {
            mistakes.Add($"{refusal}; expected a loopback server, or {CloneSources.Option}");
            return null;
        }

        return source;
    }
}
