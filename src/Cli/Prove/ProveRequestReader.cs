using Headroom.Analyze;
using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Detectors.Http;
using Headroom.Cli.Audits;
using Headroom.Cli.Compare;
using Headroom.Cli.Databases;
using Headroom.Cli.Load;
using Headroom.Cli.Plans;
using Headroom.Collect;
using Headroom.Experiments.Caching;
using Headroom.Experiments.Proofs;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;

namespace Headroom.Cli.Prove;

/// <summary>Reads the command line of <c>headroom prove</c> and the run that it names, whole or not at all.</summary>
internal sealed class ProveRequestReader(ProveArguments arguments)
{
    private const string DefaultConfig = "headroom.yaml";
    private const int MostPairs = 1_000;

    private readonly Mistakes _mistakes = new();

    private string? _leftOut;

    /// <summary>What is asked for.</summary>
    /// <exception cref="BadInputException">There are mistakes, or the run does not hold what it takes.</exception>
    public static ProveRequest Read(ProveArguments arguments)
    {
        if (arguments.Run is "")
        {
            throw new BadInputException(
                "--run is empty (a variable that is not set?); expected --run DIR, the folder of headroom audit or headroom db audit");
        }

        var path = arguments.Run ?? RunIds.Newest()
            ?? throw new BadInputException(
                "there is no audit below runs/; expected --run DIR, the folder of headroom audit or headroom db audit");
        return Analysis.With(path, folder => new ProveRequestReader(arguments).Read(folder, path));
    }

    private ProveRequest Read(RunFolder folder, string path)
    {
        var (evidence, recorded) = (folder.ReadEvidence(), folder.ReadPlan());
        var before = Auditor.Audit(evidence, recorded, folder.ReadManifest());
        var finding = FindingChoice.Of(arguments.Finding, before, path);
        var seed = _mistakes.Seed("--seed", arguments.Seed) ?? recorded.Seed;
        var budget = BlockOptions.Budget(arguments.Budget, _mistakes);
        var limits = LimitsOf(budget);
        var index = MissingIndex.IndexesOf(evidence).FirstOrDefault(one => MissingIndex.FingerprintOf(one) == finding.Fingerprint);
        var way = index is not null ? IndexWay(index, evidence, recorded, path, limits)
            : arguments.HasRemedy ? RemedyWay(ProbeKinds.Of(finding, evidence), folder, recorded, path, budget, seed)
            : RepeatedOf(finding, evidence) is var (endpoint, keptFor) ? CacheWay(endpoint, keptFor, evidence, recorded, path, seed)
            : ProbeWay(finding, evidence, recorded, path);
        _mistakes.ThrowIfAny();
        return new ProveRequest(folder, before, finding, way!, seed, arguments.Json) { LeftOut = _leftOut };
    }

    private TrialLimits LimitsOf(TimeSpan budget)
    {
        var usual = new TrialLimits();
        var pairs = _mistakes.Whole("--pairs", arguments.Pairs, TrialLimits.FewestPairs, MostPairs) ?? IndexProver.MorePairs;
        return usual with
        {
            Pairs = pairs,
            StatementBudget = usual.StatementBudget * Math.Max(1, pairs / (double)usual.Pairs),
            Total = budget,
        };
    }

    private ProveWay? RemedyWay(
        IReadOnlyList<string> kinds, RunFolder folder, Plan recorded, string path, TimeSpan budget, ulong seed) =>
        AuditOf(recorded, path) is { } audit ? new RemedyOptions(arguments, audit, folder, _mistakes).Read(kinds, budget, seed) : null;

    private ProveWay? IndexWay(ChosenIndex index, EvidenceSet evidence, Plan recorded, string path, TrialLimits limits)
    {
        if (arguments.HasRemedy)
        {
            _mistakes.Add(
                "--remedy-command, --remedy-env, --remedy-revision: the remedy is an index, which is tried on clones; "
                    + "expected none of them");
        }

        if (arguments.Scenario is not null || arguments.Rate is not null)
        {
            _mistakes.Add("--scenario, --rate: an index is tried with the statements of the run; expected neither");
        }

        var statements = RequestedStatements.Of(evidence);
        var known = statements.Select(static statement => statement.StatementId).ToHashSet(StringComparer.Ordinal);
        var wanted = WithKnown(index);
        if (wanted.Statements.Count == 0 || evidence.Find<DatabaseCatalogue>() is not { } catalogue)
        {
            var cause = evidence.Named(StatementParameters.Kind) is Collected.Present
                ? "no values are known for the index's statements"
                : "evidence/parameters.json is missing or cannot be read";
            throw new BadInputException($"{path}: {cause}, and the experiment executes them; expected a run that has them: audit again");
        }

        var others = (evidence.Find<IndexSearch>()?.Chosen ?? [])
            .Where(other => MissingIndex.FingerprintOf(other) != MissingIndex.FingerprintOf(index)
                && other.Statements.Intersect(index.Statements).Any())
            .Select(WithKnown).ToList();
        var source = CloneChoice.Of(arguments, recorded, AuditOf(recorded, path, isNeeded: false)?.Plan, _mistakes);
        var input = new AdviceInput(catalogue, statements)
        {
            OtherRowsWritten = AdviceInput.RowsWritten(evidence.Find<TableActivity>(), evidence.Find<StatementStatistics>()),
            Proofs = limits,
        };
        return source is null ? null : new ProveWay.Index(source, input, wanted, others, evidence.Find<StatementPlans>()?.Statements ?? []);

        ChosenIndex WithKnown(ChosenIndex one) => one with { Statements = [.. one.Statements.Where(known.Contains)] };
    }

    // The endpoint whose answers repeat, where the finding says that, and for how long one is kept; null for a statement that repeats.
    private static (string Endpoint, TimeSpan KeptFor)? RepeatedOf(Finding finding, EvidenceSet evidence)
    {
        if (evidence.Find<RepeatedReads>() is not { } reads)
        {
            return null;
        }

        var repeated = RepeatedRead.WorthKeeping(reads)
            .FirstOrDefault(one => RepeatedRead.FingerprintOf(one.Endpoint) == finding.Fingerprint);
        return repeated is null ? null : (repeated.Endpoint, reads.KeptFor);
    }

    private ProveWay? CacheWay(string endpoint, TimeSpan keptFor, EvidenceSet evidence, Plan recorded, string path, ulong seed)
    {
        string?[] idle = [arguments.Scenario, arguments.Rate, arguments.Pairs, arguments.Budget, arguments.CloneMode, arguments.Postgres];
        if (idle.Any(static option => option is not null))
        {
            _mistakes.Add(
                "--scenario, --rate, --pairs, --budget, --clone, --postgres: a cache is tried before the service with the plan's load "
                + $"and database, in {CacheTrial.Pairs} pairs of blocks; expected none of them");
        }

        if (AuditOf(recorded, path) is not { } audit)
        {
            return null;
        }

        var (file, plan) = (arguments.Config ?? DefaultConfig, audit.Plan);
        if (TargetGuard.Refusal(plan.Service.Url, plan.AllowedTargets) is { } forbidden)
        {
            _mistakes.Add(forbidden);
        }

        if (plan.Load is not { } load || !load.Requests().Any(request => request.Endpoint == endpoint))
        {
            _mistakes.Add($"{file}: its load has no {endpoint}, which the run's finding is about; expected it as it was then");
            return null;
        }

        var steady = evidence.Find<RunMetrics>() is { } run ? CacheRun.LoadOf(load, run) : load;
        if (CacheTrial.Refusal(steady) is { } unfit)
        {
            _mistakes.Add($"{file}: {unfit}");
        }

        return new ProveWay.Cache(audit with { Plan = plan with { Seed = seed } }, steady, endpoint, keptFor);
    }

    private ProveWay? ProbeWay(Finding finding, EvidenceSet evidence, Plan recorded, string path)
    {
        var kinds = ProbeKinds.Of(finding, evidence);
        if (kinds.Count == 0)
        {
            throw new BadInputException(
                $"{finding.Fingerprint}: it rests on no probe, and Headroom cannot make its remedy; expected --remedy-command, "
                + "--remedy-env or --remedy-revision, which start the service with yours");
        }

        var isOnClone = kinds.Contains(GrowthProbe.Kind, StringComparer.Ordinal);
        var ofDatabase = isOnClone ? null : arguments.CloneMode ?? arguments.Postgres;
        string?[] idle = [arguments.Scenario, arguments.Rate, arguments.Pairs, arguments.Budget, ofDatabase];
        if (idle.Any(static option => option is not null))
        {
            _mistakes.Add(
                $"--scenario, --rate, --pairs, --budget{(isOnClone ? "" : ", --clone, --postgres")}: "
                + "the probes of the finding run again as the plan has them; expected none of them");
        }

        var audit = AuditOf(recorded, path, isNeeded: !isOnClone);
        var source = isOnClone ? CloneChoice.Of(arguments, recorded, audit?.Plan, _mistakes) : null;
        if (audit is null || isOnClone)
        {
            return source is null ? null : new ProveWay.Probe(audit, kinds, source);
        }

        foreach (var missing in kinds.Select(kind => ProbeKinds.Missing(kind, audit.Plan)).OfType<string>().Distinct())
        {
            _mistakes.Add(
                $"{arguments.Config ?? DefaultConfig}: it has no {missing}, which the run's finding rests on; expected it as it was then");
        }

        if (TargetGuard.Refusal(audit.Plan.Service.Url, audit.Plan.AllowedTargets) is { } refusal)
        {
            _mistakes.Add(refusal);
        }

        return new ProveWay.Probe(
            audit with { Plan = audit.Plan with { Probes = ProbeKinds.Only(kinds, audit.Plan.Probes) } }, kinds, source);
    }

    // The plan with its secrets; a recorded one has none. A file in the folder that is another service's is not meant.
    private AuditRequest? AuditOf(Plan recorded, string path, bool isNeeded = true)
    {
        if (recorded.Database is not null)
        {
            if (isNeeded || arguments.Config is not null)
            {
                _mistakes.Add(
                    $"{path} is the audit of a database by itself, without a service that could be started; expected a run of headroom "
                    + "audit, or neither --config nor --remedy-...");
            }

            return null;
        }

        var file = arguments.Config ?? DefaultConfig;
        if (arguments.Config is null && !File.Exists(file))
        {
            if (isNeeded)
            {
                _mistakes.Add(recorded.Service.IsTemporary
                    ? "the service and the database of this run were Headroom's own and ended with it: there is nothing to ask; expected "
                        + $"-c FILE, the plan of a {recorded.Service.Name} that stays"
                    : $"{DefaultConfig}: there is no such file, and a recorded plan holds neither commands nor passwords; expected "
                        + $"-c FILE, the plan of {recorded.Service.Name}");
            }

            return null;
        }

        var isAskedFor = isNeeded || arguments.Config is not null;
        if (PlanOf(file, isAskedFor) is not { } plan)
        {
            return null;
        }

        if (plan.Service.Name == recorded.Service.Name)
        {
            return new AuditRequest(plan, Path.GetDirectoryName(Path.GetFullPath(file))!, OwnCluster: null);
        }

        if (isAskedFor)
        {
            _mistakes.Add($"{file}: the plan of {plan.Service.Name}; expected that of {recorded.Service.Name}, which {path} is about");
        }

        return null;
    }

    // A broken plan is in the way only of what cannot do without it, or of who named it.
    private Plan? PlanOf(string file, bool isAskedFor)
    {
        try
        {
            return PlanFile.Read(file);
        }
        catch (BadInputException e) when (!isAskedFor)
        {
            _leftOut = $"{e.Lines[0]}; {file} is left out: what the run recorded, which has no passwords, and the command line must do";
            return null;
        }
    }
}
