using System.Security.Cryptography;
using Headroom.Analyze.Shortlist;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Cli.Audits;

/// <summary>Tries the shortlisted index remedies on a pair of clones of the service's database.</summary>
internal static class IndexProofs
{
    /// <summary>How long making the clones and trying all remedies may take together.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(5);

    /// <summary>By fingerprint: the measurements, or why there are none. A clone that remains is told.</summary>
    /// <param name="request">What is audited.</param>
    /// <param name="candidates">The remedies to try; of those with the same fingerprint the first.</param>
    /// <param name="evidence">Where the values of the statements are.</param>
    /// <param name="hasStoppedService">Whether the audit started the service, and so has stopped it: nobody waits for its database.</param>
    /// <param name="journal">Remembers the clones until they are gone.</param>
    /// <param name="tell">Takes a line for people about each clone that could not be dropped.</param>
    /// <param name="time">The clock of windows and time limits.</param>
    /// <param name="stop">Ends the work; the clones are dropped all the same.</param>
    public static async Task<IReadOnlyDictionary<string, Collected>> RunAsync(
        AuditRequest request,
        IReadOnlyList<Candidate> candidates,
        EvidenceSet evidence,
        bool hasStoppedService,
        OwnerJournal journal,
        Action<string> tell,
        TimeProvider time,
        CancellationToken stop)
    {
        try
        {
            return await TryAsync(request, candidates, evidence, hasStoppedService, journal, tell, time, stop);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or UnauthorizedAccessException or InvalidOperationException
            or ArgumentException)
        {
            return All(candidates, $"the clones could not be worked with: {error.Message}");
        }
    }

    private static async Task<IReadOnlyDictionary<string, Collected>> TryAsync(
        AuditRequest request,
        IReadOnlyList<Candidate> candidates,
        EvidenceSet evidence,
        bool hasStoppedService,
        OwnerJournal journal,
        Action<string> tell,
        TimeProvider time,
        CancellationToken stop)
    {
        if (request.Plan.Service is not { Postgres: { } postgres } service)
        {
            return All(candidates, "the plan names no postgres for the service");
        }

        var clones = new DatabaseClones((connection, database) => new JournalledDatabase(journal, connection, database), time);
        var isOwn = request.OwnCluster is not null;
        var source = new CloneSource(postgres, service.PostgresTemplate, service.PostgresCloneAllowed || isOwn, isOwn || hasStoppedService);
        var started = time.GetTimestamp();
        switch (await CloneAsync(clones, source, time, stop))
        {
            case CloneResult<ClonePair>.Made { Value: var pair }:
                try
                {
                    var parameters = evidence.Find<StatementParameters>();
                    var left = Budget - time.GetElapsedTime(started);
                    var limits = new TrialLimits { Total = left > TimeSpan.Zero ? left : TimeSpan.Zero };
                    return await new IndexTrial(request.Plan.Seed, limits, time).RunAsync(pair, [.. candidates.Select(c => RequestOf(c, parameters))], stop);
                }
                finally
                {
                    foreach (var remains in await clones.DropPairAsync(pair, CancellationToken.None))
                    {
                        tell(remains);
                    }
                }

            case CloneResult<ClonePair>.Refused { Cause: var cause }:
                return All(candidates, cause);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<CloneResult<ClonePair>> CloneAsync(DatabaseClones clones, CloneSource source, TimeProvider time, CancellationToken stop)
    {
        using var budget = new CancellationTokenSource(Budget, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, stop);
        try
        {
            return await clones.CreatePairAsync(source, DatabaseClones.Prefix + RandomNumberGenerator.GetHexString(10, lowercase: true), both.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new CloneResult<ClonePair>.Refused($"{IndexTrial.NoTimeLeft} by making the clones");
        }
    }

    private static Dictionary<string, Collected> All(IReadOnlyList<Candidate> candidates, string cause) =>
        candidates.Select(candidate => candidate.Fingerprint).Distinct(StringComparer.Ordinal)
            .ToDictionary(fingerprint => fingerprint, Collected (_) => new Collected.Failed(cause), StringComparer.Ordinal);

    private static IndexRequest RequestOf(Candidate candidate, StatementParameters? parameters) => new(
        candidate.Fingerprint,
        candidate.Remedy,
        [
            .. from statement in candidate.Statements
               let sets = parameters?.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId)
               where sets is not null
               select new RequestedStatement(statement.StatementId, sets.Query, statement.Calls, sets.Sets),
        ]);
}
