using Headroom.Load.K6;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Counts the checks of a run, by group and name.</summary>
internal sealed class K6Checks
{
    private readonly Dictionary<(string?, string?), Tally> _byTags = [];
    private readonly List<Tally> _all = [];
    private long _passes;
    private long _total;

    /// <summary>Whether there are too many names to tell all checks apart.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>Share of the checks that held, or null of none.</summary>
    public Ratio? Share => _total > 0 ? Ratio.Of(_passes, _total) : null;

    /// <summary>The checks in the order in which they first came, or null of none.</summary>
    public IReadOnlyList<ImportedCheck>? All =>
        _all.Count > 0 ? [.. _all.Select(static check => new ImportedCheck(check.Name, check.Passes, check.Fails))] : null;

    /// <summary>Counts a check.</summary>
    /// <param name="group">Its group as k6 has it: "::Home::Detail"; null or empty: none.</param>
    /// <param name="check">Its name, or null where the script does not record it.</param>
    /// <param name="holds">Whether it held.</param>
    public void Record(string? group, string? check, bool holds)
    {
        _total++;
        _passes += holds ? 1 : 0;
        if (check is null)
        {
            return;
        }

        if (!_byTags.TryGetValue((group, check), out var tally))
        {
            tally = New(group, check);
        }

        if (holds)
        {
            tally.Passes++;
        }
        else
        {
            tally.Fails++;
        }
    }

    /// <summary>The name of a check with its groups before it.</summary>
    public static string NameOf(string? group, string check) => string.IsNullOrEmpty(group)
        ? check
        : $"{(group.StartsWith("::", StringComparison.Ordinal) ? group[2..] : group)}::{check}";

    private Tally New(string? group, string check)
    {
        if (_byTags.Count < K6Reader.MaxEndpoints)
        {
            var tally = new Tally(NameOf(group, check));
            _all.Add(tally);
            _byTags[(group, check)] = tally;
            return tally;
        }

        HasOthers = true;
        if (_all[^1].Name != K6Reader.OtherEndpoints)
        {
            _all.Add(new Tally(K6Reader.OtherEndpoints));
        }

        return _all[^1];
    }

    private sealed class Tally(string name)
    {
        public string Name => name;

        public long Passes { get; set; }

        public long Fails { get; set; }
    }
}
