using Clipper.Data;
using Npgsql;

namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips</c> with a bearer token. Broken: the caller's vote is read clip by clip, so a page of 20 costs 20 round trips more.
/// Cured: the votes on all clips of the page in one statement. An anonymous feed reads no votes in either twin.
/// </summary>
public static class FeedVoteLoop
{
    public static readonly Defect Defect = new(
        "feed-vote-loop",
        "The caller's vote is read for each clip of the feed in a loop; the cure reads all of them in one statement with = ANY.");

    public static Task<IReadOnlyDictionary<long, short>> LoadVotes(
        NpgsqlDataSource database, Switches switches, long userId, IReadOnlyList<long> clipIds, CancellationToken cancellation) =>
        switches.On(Defect)
            ? LoadVotesOneByOne(database, userId, clipIds, cancellation)
            : LoadVotesBatched(database, userId, clipIds, cancellation);

    private static async Task<IReadOnlyDictionary<long, short>> LoadVotesOneByOne(
        NpgsqlDataSource database, long userId, IReadOnlyList<long> clipIds, CancellationToken cancellation)
    {
        const string sql = "SELECT value FROM votes WHERE user_id = $1 AND clip_id = $2";
        Dictionary<long, short> votes = [];
        foreach (var clipId in clipIds)
        {
            foreach (var value in await database.Rows(sql, [userId, clipId], row => row.GetInt16(0), cancellation)) votes[clipId] = value;
        }

        return votes;
    }

    private static async Task<IReadOnlyDictionary<long, short>> LoadVotesBatched(
        NpgsqlDataSource database, long userId, IReadOnlyList<long> clipIds, CancellationToken cancellation)
    {
        const string sql = "SELECT clip_id, value FROM votes WHERE user_id = $1 AND clip_id = ANY($2)";
        var votes = await database.Rows(
            sql, [userId, clipIds.ToArray()], row => (Clip: row.GetInt64(0), Value: row.GetInt16(1)), cancellation);
        return votes.ToDictionary(vote => vote.Clip, vote => vote.Value);
    }
}
