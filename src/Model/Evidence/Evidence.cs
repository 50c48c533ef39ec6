using System.Text.Json.Serialization;

namespace Headroom.Model.Evidence;

/// <summary>What one collector observed, without judgement.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunMetrics), RunMetrics.KindName)]
[JsonDerivedType(typeof(StatementStatistics), StatementStatistics.KindName)]
[JsonDerivedType(typeof(RoleSettings), RoleSettings.KindName)]
[JsonDerivedType(typeof(DatabaseCatalogue), DatabaseCatalogue.KindName)]
[JsonDerivedType(typeof(StatementPlans), StatementPlans.KindName)]
[JsonDerivedType(typeof(StatementParameters), StatementParameters.KindName)]
[JsonDerivedType(typeof(EndpointStatements), EndpointStatements.KindName)]
[JsonDerivedType(typeof(ScalingProbe), ScalingProbe.KindName)]
[JsonDerivedType(typeof(DelayProbe), DelayProbe.KindName)]
[JsonDerivedType(typeof(HostUse), HostUse.KindName)]
[JsonDerivedType(typeof(IndexExperiment), IndexExperiment.KindName)]
[JsonDerivedType(typeof(TableActivity), TableActivity.KindName)]
[JsonDerivedType(typeof(Maintenance), Maintenance.KindName)]
[JsonDerivedType(typeof(Sequences), Sequences.KindName)]
[JsonDerivedType(typeof(Bloat), Bloat.KindName)]
[JsonDerivedType(typeof(IndexSearch), IndexSearch.KindName)]
[JsonDerivedType(typeof(ConnectionPools), ConnectionPools.KindName)]
[JsonDerivedType(typeof(DatabaseActivity), DatabaseActivity.KindName)]
[JsonDerivedType(typeof(PlanCache), PlanCache.KindName)]
[JsonDerivedType(typeof(ServerSettings), ServerSettings.KindName)]
[JsonDerivedType(typeof(SessionSamples), SessionSamples.KindName)]
[JsonDerivedType(typeof(SlowLog), SlowLog.KindName)]
[JsonDerivedType(typeof(BlockExperiment), BlockExperiment.KindName)]
[JsonDerivedType(typeof(ContractReplay), ContractReplay.KindName)]
[JsonDerivedType(typeof(LimitProbe), LimitProbe.KindName)]
[JsonDerivedType(typeof(IdempotencyProbe), IdempotencyProbe.KindName)]
[JsonDerivedType(typeof(RepeatedReads), RepeatedReads.KindName)]
[JsonDerivedType(typeof(StampedeProbe), StampedeProbe.KindName)]
[JsonDerivedType(typeof(ExpiryProbe), ExpiryProbe.KindName)]
[JsonDerivedType(typeof(HangProbe), HangProbe.KindName)]
[JsonDerivedType(typeof(OutageProbe), OutageProbe.KindName)]
[JsonDerivedType(typeof(ThrottleProbe), ThrottleProbe.KindName)]
[JsonDerivedType(typeof(KillProbe), KillProbe.KindName)]
[JsonDerivedType(typeof(GrowthProbe), GrowthProbe.KindName)]
[JsonDerivedType(typeof(LoadProbe), LoadProbe.KindName)]
[JsonDerivedType(typeof(CacheExperiment), CacheExperiment.KindName)]
[JsonDerivedType(typeof(StatementRepeats), StatementRepeats.KindName)]
[JsonDerivedType(typeof(RemedyExperiment), RemedyExperiment.KindName)]
[JsonDerivedType(typeof(RemedyRun), RemedyRun.KindName)]
[JsonDerivedType(typeof(ProbeRepeat), ProbeRepeat.KindName)]
[JsonDerivedType(typeof(CodeProfiles), CodeProfiles.KindName)]
public interface IEvidence
{
    /// <summary>When it was observed.</summary>
    Window Window { get; }

    /// <summary>What repeats the observation: SQL, a URL, a command.</summary>
    string Provenance { get; }
}

/// <summary>Evidence that knows its kind before there is any.</summary>
public interface IEvidence<TSelf> : IEvidence
    where TSelf : IEvidence<TSelf>
{
    /// <summary>The kind, which is also the name of its file: "run-metrics".</summary>
    static abstract string Kind { get; }
}

/// <summary>A stretch of wall-clock time.</summary>
public sealed record Window(DateTimeOffset StartedAt, TimeSpan Duration);

/// <summary>What became of a collector: evidence, or the cause why there is none.</summary>
public abstract record Collected
{
    private Collected()
    {
    }

    /// <summary>It observed.</summary>
    public sealed record Present(IEvidence Evidence) : Collected;

    /// <summary>It could not: the cause says what was tried, on what, and what came back.</summary>
    public sealed record Failed(string Cause) : Collected;
}
