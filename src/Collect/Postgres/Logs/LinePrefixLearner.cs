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

    /// <summary>So many heads are turned into a prefix of their own.</summary>
    private const int Shapes = 24;

    /// <summary>The server's default, those of distributions and clouds, and those that pgBadger's manual names.</summary>
    private static readonly string[] Common =
    [
        "%m [%p] ", "%m [%p] %q%u@%d ", "%t [%p]: ", "%t [%p]: [%l-1] ", "%t [%p]: [%l-1] user=%u,db=%d ", "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
        "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "%t [%p]: db=%d,user=%u,app=%a,client=%h ", "%t [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ",
        "%m [%p]: [%l-1] db=%d,user=%u ", "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "%m [%p]: user=%u,db=%d,app=%a,client=%h ",
        "%t:%r:%u@%d:[%p]:", "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:", "%t-%c-", "%m [%p] %u@%d ", "%m [%p] %q[user=%u,db=%d,app=%a] ",
        "%m [%p] %Q ", "%m [%p] %q%u@%d/%a ", "%m [%p] %q%u@%d %Q ", "< %m >", "< %t >", "%t ", "%m ", "%n [%p] ", "%p ", "[%p] ", "",
    ];

    /// <summary>The prefix of a sample, or null when no line of it can be read.</summary>
    public static LinePrefix? Learn(ReadOnlySpan<byte> sample, LogTime time)
    {
        var prefixes = Common.Concat(Heads(sample)).Distinct(StringComparer.Ordinal).Select(text => LinePrefix.Of(text, time)).OfType<LinePrefix>();
        LinePrefix? best = null;
        var most = 0;
        foreach (var prefix in prefixes)
        {
            var matched = Score(sample, prefix);
            if (matched > most || (matched == most && matched > 0 && prefix.Fields < best!.Fields))
            {
                (best, most) = (prefix, matched);
            }
        }

        return best;
    }

    /// <summary>How many of the first lines a prefix reads.</summary>
    public static int Matches(ReadOnlySpan<byte> sample, LinePrefix prefix) => (Score(sample, prefix) + 9) / 10;

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
            matched += prefix.TryRead(sample[range], ref head) && head.User.Length < 64 && head.Database.Length < 64 ? head.Pid == 0 ? 9 : 10 : 0;
        }

        return matched;
    }

    private static List<string> Heads(ReadOnlySpan<byte> sample)
    {
        var heads = new List<string>();
        foreach (var range in sample.Split((byte)'\n'))
        {
            var line = sample[range];
            for (var at = 1; at < Math.Min(line.Length, 400) && heads.Count < Shapes; at++)
            {
                if (line[at - 1] is (byte)' ' or (byte)':' or (byte)'>' or (byte)']' or (byte)'-' && LineKinds.Read(line[at..], out _) > 0)
                {
                    if (PrefixShape.Of(Encoding.Latin1.GetString(line[..at])) is { } shape && !heads.Contains(shape))
                    {
                        heads.Add(shape);
                    }

                    break;
                }
            }
        }

        return heads;
    }
}
