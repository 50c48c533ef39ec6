using System.Runtime.InteropServices;
using System.Text.Json;
using Headroom.Load.Import.Runs;
using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Stacks;

/// <summary>
/// Reads profiles in the form of speedscope, as <c>dotnet-trace --format speedscope</c>, py-spy, rbspy and others write them.
/// </summary>
/// <remarks>
/// <b>Source:</b> the wiki of github.com/jlfwong/speedscope, "Importing from custom sources": profiles are "sampled" (stacks with weights)
/// or "evented" (functions that open and close). All profiles of one file, a thread each, are summed by unit. dotnet-trace samples every
/// managed thread, also one that waits: what ends in its frame for code that is not managed is left out.
/// </remarks>
internal static class SpeedscopeReader
{
    /// <summary>The form's name.</summary>
    public const string Form = "speedscope";

    /// <summary>What dotnet-trace puts below a thread that runs, and below one that waits or runs code that is not managed.</summary>
    private const string Running = "CPU_TIME", NotManaged = "UNMANAGED_CODE_TIME";

    private const string LeftOut = "samples of threads in code that is not managed are left out: most of them wait";

    /// <summary>Whether a file begins as one.</summary>
    public static bool Matches(RunHead head) =>
        RunJson.LooksLike(head.Text) && (head.Text.Contains("speedscope.app/file-format-schema", StringComparison.Ordinal)
            || head.Name.EndsWith(".speedscope.json", StringComparison.OrdinalIgnoreCase));

    /// <summary>A profile for each unit.</summary>
    /// <param name="name">The profile's name.</param>
    /// <param name="source">The file.</param>
    /// <exception cref="RunFormException">It is none, or damaged.</exception>
    public static IReadOnlyList<CodeProfile> Read(string name, RunSource source) => RunJson.Parse(
        ProfileBytes.Read(source), "a profile of speedscope", root => Read(name, source, root));

    private static List<CodeProfile> Read(string name, RunSource source, JsonElement root)
    {
        (string Name, string? File)[] frames =
        [
            .. (root.Get("shared") ?? default).Items("frames")
                .Select(static frame => (frame.Text("name") ?? "[unknown]", frame.Text("file"))),
        ];
        Dictionary<string, Sums> units = new(StringComparer.Ordinal);
        foreach (var profile in root.Items("profiles"))
        {
            source.Stop.ThrowIfCancellationRequested();
            var unit = ProfileUnit.Of(profile.Text("unit") ?? "");
            if (!units.TryGetValue(unit.Name, out var sums))
            {
                units.Add(unit.Name, sums = new Sums(frames));
            }

            Add(profile, sums, unit);
        }

        return units.Count == 0
            ? throw new RunFormException(null, "no profile in it; expected one of speedscope")
            : [.. units.Select(unit => unit.Value.Tally.Profile(
                name, source.Source, new ProfileKind(Form, MeasureOf(unit.Key), unit.Key), duration: null,
                unit.Value.HasLeftOut ? [LeftOut] : []))];
    }

    private static string MeasureOf(string unit) => unit switch
    {
        "nanoseconds" => "time",
        "bytes" => "space",
        _ => "samples",
    };

    private static void Add(JsonElement profile, Sums sums, ProfileUnit unit)
    {
        switch (profile.Text("type"))
        {
            case "sampled":
                AddSamples(profile, sums, unit);
                break;
            case "evented":
                AddEvents(profile, sums, unit);
                break;
            default:
                throw new RunFormException(null, $"a profile of the type '{profile.Text("type")}'; expected sampled or evented");
        }
    }

    private static void AddSamples(JsonElement profile, Sums sums, ProfileUnit unit)
    {
        using var weights = profile.Items("weights").GetEnumerator();
        List<int> stack = [];
        foreach (var sample in profile.Items("samples"))
        {
            if (!weights.MoveNext() || weights.Current.ValueKind != JsonValueKind.Number || !weights.Current.TryGetDouble(out var weight))
            {
                throw new RunFormException(null, "a sample without its weight; expected as many weights as samples, each a number");
            }

            stack.Clear();
            if (sample.ValueKind != JsonValueKind.Array)
            {
                throw new RunFormException(null, "a sample that is no list of frames; expected lists of numbers");
            }

            foreach (var frame in sample.EnumerateArray())
            {
                stack.Add(frame.ValueKind == JsonValueKind.Number && frame.TryGetInt32(out var index) ? index : -1);
            }

            sums.Add(stack, unit.Times(weight));
        }
    }

    // Between two events the innermost function that is open takes the time.
    private static void AddEvents(JsonElement profile, Sums sums, ProfileUnit unit)
    {
        List<int> open = [];
        double? last = null;
        foreach (var happened in profile.Items("events"))
        {
            if (happened.Number("at") is not { } at || happened.Number("frame") is not { } frame || frame != (int)frame)
            {
                throw new RunFormException(null, "an event without its time or its frame; expected both as numbers");
            }

            if (at < last)
            {
                throw new RunFormException(null, "events that go back in time; expected them in order");
            }

            if (open.Count > 0 && last is { } since)
            {
                sums.Add(open, unit.Times(at - since));
            }

            last = at;
            switch (happened.Text("type"))
            {
                case "O":
                    open.Add((int)frame);
                    break;
                case "C" when open.Count > 0 && open[^1] == (int)frame:
                    open.RemoveAt(open.Count - 1);
                    break;
                default:
                    throw new RunFormException(null, "an event that closes what is not open; expected O and C in pairs");
            }
        }
    }

    private sealed class Sums((string Name, string? File)[] frames)
    {
        private readonly List<int> _stack = [];

        public StackTally Tally { get; } = new();

        public bool HasLeftOut { get; private set; }

        public void Add(List<int> indexes, long value)
        {
            if (value == 0)
            {
                return;
            }

            // How the thread fared stands at the leaf: what lies between it and the deepest call that counts need not be looked at.
            var leaf = indexes is [.., var last] ? FrameAt(last).Name : "";
            if (leaf == NotManaged)
            {
                HasLeftOut = true;
                return;
            }

            _stack.Clear();
            var depth = leaf == Running ? indexes.Count - 1 : indexes.Count;
            for (var at = 0; at < depth && at <= StackTally.MostDepth; at++)
            {
                var (name, file) = FrameAt(indexes[at]);
                _stack.Add(Tally.IdOf(name, file));
            }

            Tally.Add(CollectionsMarshal.AsSpan(_stack), value);
        }

        private (string Name, string? File) FrameAt(int index) =>
            index >= 0 && index < frames.Length ? frames[index] : ("[unknown]", null);
    }
}
