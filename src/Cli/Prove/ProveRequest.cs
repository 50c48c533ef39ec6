using Headroom.Cli.Audits;
using Headroom.Cli.Databases;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Cli.Prove;

/// <summary>A finding to try again, without mistakes.</summary>
/// <param name="Folder">The run that it is of.</param>
/// <param name="Before">That run as it is judged today.</param>
/// <param name="Finding">The finding.</param>
/// <param name="Way">How it is tried.</param>
/// <param name="Seed">The seed of all chance.</param>
/// <param name="Json">Whether stdout is one JSON document.</param>
internal sealed record ProveRequest(RunFolder Folder, AuditResult Before, Finding Finding, ProveWay Way, ulong Seed, bool Json)
{
    /// <summary>What was left out though it was there, and why; null when nothing was.</summary>
    public string? LeftOut { get; init; }
}

/// <summary>How a finding is tried.</summary>
internal abstract record ProveWay
{
    private ProveWay()
    {
    }

    /// <summary>Its index on a pair of clones.</summary>
    /// <param name="Source">What is cloned.</param>
    /// <param name="Input">The statements, and how closely they are measured.</param>
    /// <param name="Wanted">The index.</param>
    /// <param name="Others">Those of its set that its statements use, too.</param>
    /// <param name="Plans">The plans of the statements, which name the tables.</param>
    public sealed record Index(
        CloneSource Source, AdviceInput Input, ChosenIndex Wanted, IReadOnlyList<ChosenIndex> Others,
        IReadOnlyList<StatementPlan> Plans) : ProveWay;

    /// <summary>The service behind a proxy that keeps the answers of its endpoint, and behind one that does not.</summary>
    /// <param name="Audit">The plan.</param>
    /// <param name="Load">The load of both, which has blocks.</param>
    /// <param name="Endpoint">"GET /route/{template}": what is kept.</param>
    /// <param name="KeptFor">For how long.</param>
    public sealed record Cache(AuditRequest Audit, LoadPlan Load, string Endpoint, TimeSpan KeptFor) : ProveWay;

    /// <summary>The service with somebody's remedy beside the service as it is.</summary>
    /// <param name="Base">The service as it is.</param>
    /// <param name="Remedy">The service with the remedy.</param>
    /// <param name="What">What the remedy is, without values.</param>
    /// <param name="Blocks">The load and its blocks.</param>
    public sealed record Arms(ArmRequest Base, ArmRequest Remedy, string What, BlockRequest Blocks) : ProveWay
    {
        /// <summary>How the project tests itself; null when the plan does not say.</summary>
        public TestCommand? Test { get; init; }

        /// <summary>The finding's probes, of the service with the remedy; null where it has none that can run there.</summary>
        public Probe? Probes { get; init; }
    }

    /// <summary>The probes that its detector reads.</summary>
    /// <param name="Audit">The plan, with the probes alone that are asked for; null where only a clone is needed.</param>
    /// <param name="Kinds">The kinds of evidence that they leave.</param>
    /// <param name="Source">What is cloned, for a probe that needs it.</param>
    public sealed record Probe(AuditRequest? Audit, IReadOnlyList<string> Kinds, CloneSource? Source) : ProveWay;
}
