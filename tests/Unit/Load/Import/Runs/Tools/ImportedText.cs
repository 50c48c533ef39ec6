using System.Text;
using Headroom.Load.Import.Runs;
using Headroom.Model.Results;
using Shouldly;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

/// <summary>Imports text as if it stood in a file.</summary>
internal static class ImportedText
{
    public static IReadOnlyList<RunForm> FormsOf(string file, string text) =>
        [.. OtherForms.All.Where(form => form.Matches(new RunHead(file, text.Length > 65536 ? text[..65536] : text)))];

    public static ImportedRun Run(string text, string file = "results") => Read(FormsOf(file, text).ShouldHaveSingleItem(), Encoding.UTF8.GetBytes(text));

    public static ImportedRun Read(RunForm form, byte[] bytes, CancellationToken stop = default)
    {
        using var content = new MemoryStream(bytes);
        return form.Read(new RunSource("a/results", content, stop)).ShouldNotBeNull();
    }

    /// <summary>What is wrong with a text of this form.</summary>
    public static (long? Line, string Reason) Fault(string tool, string form, string text)
    {
        var fault = Should.Throw<RunFormException>(() => Read(OtherForms.All.Single(f => f.Tool == tool && f.Name == form), Encoding.UTF8.GetBytes(text)));
        return (fault.Line, fault.Message);
    }

    public static ImportedEndpoint Endpoint(this ImportedRun run, string name) => run.Endpoints!.Single(endpoint => endpoint.Name == name);

    public static string Text(this IReadOnlyDictionary<string, long>? counts) =>
        counts is null ? "null" : string.Join(", ", counts.Select(static count => $"{count.Key} {count.Value}"));
}
