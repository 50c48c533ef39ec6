using System.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>
/// Finds out the log_line_prefix of a file from its first lines: of those that are common, and those that its lines look like, the one that
/// reads most of them.
/// </summary>
internal static class LinePrefixLearner
{
    /// <summary>So many lines are looked at.</summary>
    public const int Lines = 3000;

    /// <summary>A head is looked for in so many bytes.</summary>
    private const int LongestHead = 400;

    /// <summary>The score of a line that a prefix with a pid reads.</summary>
    private const int BestScore = 10;

    /// <summary>So many heads are turned into a prefix of their own.</summary>
    private const int Shapes = 24;

    /// <summary>The server's default, those of distributions and clouds, and those that pgBadger's manual names.</summary>
    private static readonly string[] Common =
    [
        "%m [%p] ", "%m [%p] %q%u@%d ", "%t [%p]: ", "%t [%p]: [%l-1] ", "%t [%p]: [%l-1] user=%u,db=%d ",
        "%t [%p]: user=%u,db=%d,app=%a,client=%h ", "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "%t [%p]: db=%d,user=%u,app=%a,client=%h ", "%t [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ", "%m [%p]: [%l-1] db=%d,user=%u ",
        "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "%m [%p]: user=%u,db=%d,app=%a,client=%h ", "%t:%r:%u@%d:[%p]:",
        "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:", "%t-%c-", "%m [%p] %u@%d ", "%m [%p] %q[user=%u,db=%d,app=%a] ", "%m [%p] %Q ",
        "%m [%p] %q%u@%d/%a ", "%m [%p] %q%u@%d %Q ", "< %m >", "< %t >", "%t ", "%m ", "%n [%p] ", "%p ", "[%p] ", "",
    ];

    /// <summary>The prefix of a sample, or null when no line of it can be read.</summary>
    public static LinePrefix? Learn(ReadOnlySpan<byte> sample, LogTime time)
    {
        var (best, most) = Best(sample, time, Common, (null, 0));
        if (most < BestScore * LinesWithHead(sample))
        {
            (best, _) = Best(sample, time, Heads(sample).Except(Common, StringComparer.Ordinal), (best, most));
        }

        return best;
    }

    private static (LinePrefix? Prefix, int Score) Best(
        ReadOnlySpan<byte> sample, LogTime time, IEnumerable<string> texts, (LinePrefix? Prefix, int Score) best)
    {
        foreach (var prefix in texts.Select(text => LinePrefix.Of(text, time)).OfType<LinePrefix>())
        {
            var score = Score(sample, prefix);
            if (score > best.Score || (score == best.Score && score > 0 && prefix.Fields < best.Prefix!.Fields))
            {
                best = (prefix, score);
            }
        }

        return best;
    }

    /// <summary>How many of the first lines a prefix reads.</summary>
    public static int Matches(ReadOnlySpan<byte> sample, LinePrefix prefix) => (Score(sample, prefix) + BestScore - 1) / BestScore;

    private static int Score(ReadOnlySpan<byte> sample, LinePrefix prefix)
    {
        var matched = 0;
        var seen = 0;
        foreach (var range in sample.Split((byte)'\n'))
        {
            var head = default(LineHead);
            if (seen++ >= Lines)
            {
                break;
            }

            // Without a pid, entries of different backends cannot be told apart: such a prefix must read more lines.
            matched += prefix.TryRead(sample[range], ref head) && head.User.Length < 64 && head.Database.Length < 64
                ? head.Pid == 0 ? BestScore - 1 : BestScore
                : 0;
        }

        return matched;
    }

    private static List<string> Heads(ReadOnlySpan<byte> sample)
    {
        var heads = new List<string>();
        foreach (var range in sample.Split((byte)'\n'))
        {
            var line = sample[range];
            if (heads.Count < Shapes && HeadLength(line) is var length and > 0
                && PrefixShape.Of(Encoding.Latin1.GetString(line[..length])) is { } shape && !heads.Contains(shape))
            {
                heads.Add(shape);
            }
        }

        return heads;
    }

    private static int LinesWithHead(ReadOnlySpan<byte> sample)
    {
        var (with, seen) = (0, 0);
        foreach (var range in sample.Split((byte)'\n'))
        {
            if (seen++ >= Lines)
            {
                break;
            }

            with += HeadLength(sample[range]) > 0 ? 1 : 0;
        }

        return with;
    }

    // Where the first word of severity stands; 0 when none does.
    private static int HeadLength(ReadOnlySpan<byte> line)
    {
        for (var at = 1; at < Math.Min(line.Length, LongestHead); at++)
        {
            if (line[at - 1] is (byte)' ' or (byte)':' or (byte)'>' or (byte)']' or (byte)'-' && LineKinds.Read(line[at..], out _) > 0)
            {
                return at;
            }
        }

        return 0;
    }
}
