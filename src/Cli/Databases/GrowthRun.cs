using Headroom.Cli.Audits;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Probes;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Databases;

/// <summary>The growth probe of an audit that has clones: it comes last, since it spoils the one that it uses.</summary>
internal sealed class GrowthRun(ProbePlan probes, RunFolder folder, Progress progress, TimeProvider time)
{
    /// <summary>A dozen statements at three sizes take a minute or two; tables of 2 GiB take the rest.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(12);

    /// <summary>Probes, if the plan asks for it.</summary>
    /// <param name="clone">The clone that is spoilt.</param>
    /// <param name="catalogue">The catalogue of the source.</param>
    /// <param name="statements">The statements with their values.</param>
    /// <param name="plans">Their plans.</param>
    /// <param name="stop">Ends it.</param>
    public async Task CollectAsync(
        DatabaseClone clone,
        DatabaseCatalogue catalogue,
        IReadOnlyList<RequestedStatement> statements,
        IReadOnlyList<StatementPlan> plans,
        CancellationToken stop)
    {
        if (!probes.Growth)
        {
            return;
        }

        progress.Step("growth  of the work with the tables: all rows, three in ten, one in ten");
        var collected = await CollectorHost.RunAsync(
            GrowthProbe.Kind, token => GrowthProbeRun.RunAsync(clone, catalogue, statements, plans, time, token), Limit, time, stop);
        folder.Write(GrowthProbe.Kind, collected);
        if (collected is Collected.Failed failed)
        {
            progress.Detail($"not collected: {failed.Cause}");
        }
    }

    /// <summary>Says that the plan does not ask for it, if so.</summary>
    public void TellUnasked()
    {
        if (!probes.Growth)
        {
            folder.Write(GrowthProbe.Kind, HttpProbes.NotAsked("growth"));
        }
    }

    /// <summary>Says why there is no clone to probe on, if the plan asks for it.</summary>
    /// <param name="cause">Why; null when there was one.</param>
    public void FailWithout(string? cause)
    {
        if (probes.Growth && cause is not null)
        {
            folder.Write(GrowthProbe.Kind, new Collected.Failed(cause));
        }
    }
}
