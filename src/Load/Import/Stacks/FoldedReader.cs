using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Headroom.Load.Import.Runs;
using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Stacks;

/// <summary>Reads folded stacks: a line for each stack, its functions between semicolons, its samples behind the last blank.</summary>
/// <remarks>
/// <b>Source:</b> stackcollapse of github.com/brendangregg/FlameGraph; perf, py-spy, async-profiler and bpftrace write it, too.
/// </remarks>
internal static class FoldedReader
{
    /// <summary>The form's name.</summary>
    public const string Form = "folded";

    private const int LinesToTell = 5;

    /// <summary>Whether a file begins as one: its first lines are stacks, of which one has a caller.</summary>
    public static bool Matches(RunHead head)
    {
        var lines = head.Text.Split('\n', LinesToTell + 2, StringSplitOptions.TrimEntries);
        var whole = lines.Take(Math.Max(1, lines.Length - 1)).Where(static line => line.Length > 0).Take(LinesToTell).ToList();
        return whole.Count > 0 && whole.TrueForAll(static line => TryRead(line, out _, out _))
            && (whole.Exists(static line => line.Contains(';', StringComparison.Ordinal)) || IsNamed(head.Name));
    }

    /// <summary>The profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">The file.</param>
    /// <exception cref="RunFormException">A line is none.</exception>
    public static IReadOnlyList<CodeProfile> Read(string name, RunSource source)
    {
        var lines = new FileLines(source);
        var tally = new StackTally();
        List<int> stack = [];
        while (lines.Next(out var bytes))
        {
            var line = Encoding.UTF8.GetString(bytes).Trim();
            if (line.Length == 0 && !lines.IsTooLong)
            {
                continue;
            }

            if (lines.IsTooLong || !TryRead(line, out var frames, out var samples))
            {
                throw new RunFormException(
                    lines.Number, "no stack; expected functions between semicolons, a blank, and the number of samples");
            }

            stack.Clear();
            foreach (var frame in frames.Split(';').Take(StackTally.MostDepth + 1))
            {
                stack.Add(tally.IdOf(frame.Length > 0 ? frame : "[unknown]", file: null));
            }

            if (samples > 0)
            {
                tally.Add(CollectionsMarshal.AsSpan(stack), samples);
            }
        }

        return lines.Broken is { } broken
            ? throw new RunFormException(lines.Number, $"the compressed data is damaged ({broken.TrimEnd('.')})")
            : [tally.Profile(name, source.Source, new ProfileKind(Form, "samples", ProfileUnit.Count), duration: null, [])];
    }

    private static bool IsNamed(string name) =>
        name.EndsWith(".folded", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".collapsed", StringComparison.OrdinalIgnoreCase);

    private static bool TryRead(string line, out string frames, out long samples)
    {
        var blank = line.LastIndexOf(' ');
        (frames, samples) = (blank > 0 ? line[..blank] : "", 0);
        return blank > 0 && long.TryParse(line.AsSpan(blank + 1), NumberStyles.None, CultureInfo.InvariantCulture, out samples);
    }
}
