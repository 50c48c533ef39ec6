namespace Headroom.Load.Import.Runs.K6;

/// <summary>The groups that a line of k6's text output stands in, told by how far each is indented.</summary>
internal sealed class K6TextGroups
{
    private const int LongestPath = 1000;

    private readonly Stack<(int Indent, string Path)> _around = new();

    /// <summary>The names of the groups, each with its separator: "Home::feed::"; empty outside of all.</summary>
    public string Path => _around.TryPeek(out var group) ? group.Path : "";

    /// <summary>Enters a group, and leaves those that it does not stand in. A path that would become too long stays as it is.</summary>
    /// <param name="group">Its name.</param>
    /// <param name="indent">Where its line begins.</param>
    public void Enter(string group, int indent)
    {
        Leave(indent);
        var outer = Path;
        _around.Push((indent, outer.Length + group.Length < LongestPath ? $"{outer}{group}::" : outer));
    }

    /// <summary>Leaves the groups that a line does not stand in.</summary>
    /// <param name="indent">Where the line begins.</param>
    public void Leave(int indent)
    {
        while (_around.TryPeek(out var group) && group.Indent >= indent)
        {
            _around.Pop();
        }
    }

    /// <summary>Leaves all.</summary>
    public void Clear() => _around.Clear();
}
