using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Stacks;
using Headroom.Model.Evidence;

namespace Headroom.Tests.Unit.Load.Import.Stacks;

/// <summary>Profiles that a real Go server (1.19) gave, and texts in the other forms.</summary>
internal static class ProfileFiles
{
    public const string Folded = "main;serve;parse 3\nmain;serve 1\n\nmain;serve;parse;parse 2\n";

    public const string Sampled = """
        {"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[{"name":"main","file":"a.py"},{"name":"parse"},{"name":"UNMANAGED_CODE_TIME"}]},
         "profiles":[{"type":"sampled","unit":"milliseconds","samples":[[0,1],[0],[0,1,2]],"weights":[2,0.5,9]},{"type":"sampled","unit":"milliseconds","samples":[[0,1]],"weights":[1]}]}
        """;

    public const string Evented = """
        {"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[{"name":"main"},{"name":"parse"},{"name":"CPU_TIME"}]},
         "profiles":[{"type":"evented","unit":"microseconds","startValue":0,"endValue":10,"events":[
           {"type":"O","frame":0,"at":0},{"type":"O","frame":1,"at":2},{"type":"O","frame":2,"at":2},{"type":"C","frame":2,"at":7},{"type":"C","frame":1,"at":7},{"type":"C","frame":0,"at":10}]}]}
        """;

    public const string CpuProfile = """
        {"nodes":[{"id":1,"callFrame":{"functionName":"(root)","url":""},"children":[2,4]},{"id":2,"callFrame":{"functionName":"serve","url":"file:///app.js"},"children":[3]},
                  {"id":3,"callFrame":{"functionName":"","url":"file:///app.js"}},{"id":4,"callFrame":{"functionName":"(idle)","url":""}}],
         "startTime":1000,"endTime":11000,"samples":[2,3,4,3],"timeDeltas":[0,1000,2000,4000]}
        """;

    public static IReadOnlyList<(string Name, byte[] Content)> All { get; } =
    [
        .. ((string[])["cpu", "goroutine", "heap", "mutex"]).Select(static name => ($"{name}.pb", Bytes(name))),
        ("stacks.folded", Encoding.UTF8.GetBytes(Folded)), ("a.speedscope.json", Encoding.UTF8.GetBytes(Sampled)), ("b.speedscope.json", Encoding.UTF8.GetBytes(Evented)),
        ("node.cpuprofile", Encoding.UTF8.GetBytes(CpuProfile)),
    ];

    public static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "fixtures", name);

    public static byte[] Bytes(string name)
    {
        using var file = File.OpenRead(PathOf($"{name}.pb.gz"));
        using var plain = new MemoryStream();
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        unpacked.CopyTo(plain);
        return plain.ToArray();
    }

    public static ProfileForm? FormOf(string name, byte[] content)
    {
        var start = content.AsMemory(0, Math.Min(content.Length, 65536));
        var head = new RunHead(name, Encoding.UTF8.GetString(start.Span)) { Bytes = start };
        return ProfileForms.All.FirstOrDefault(form => form.Matches(head));
    }

    public static IReadOnlyList<CodeProfile> Read(string name, byte[] content) =>
        (FormOf(name, content) ?? throw new InvalidOperationException($"{name} has no form")).Read(name, new RunSource(name, new MemoryStream(content), CancellationToken.None));

    public static IReadOnlyList<CodeProfile> Read(string name, string content) => Read(name, Encoding.UTF8.GetBytes(content));
}
