using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit;

/// <summary>Holds the project files against the table of rooms in the design.</summary>
public sealed class HouseTests
{
    private static readonly Dictionary<string, string[]> MaySee = new()
    {
        ["Statistics"] = [],
        ["Model"] = ["Statistics"],
        ["Load"] = ["Model", "Statistics"],
        ["Collect"] = ["Model", "Statistics"],
        ["Analyze"] = ["Model", "Statistics"],
        ["Report"] = ["Model", "Statistics"],
        ["Experiments"] = ["Collect", "Load", "Model", "Statistics"],
        ["Cli"] = ["Analyze", "Collect", "Experiments", "Load", "Model", "Report", "Statistics"],
    };

    public static TheoryData<string> Rooms => [.. Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_sees_only_the_rooms_that_the_design_lets_it_see(string room) =>
        References(room).Except(MaySee[room]).ShouldBeEmpty();

    [Theory]
    [InlineData("Statistics")]
    [InlineData("Model")]
    [InlineData("Analyze")]
    [InlineData("Report")]
    public void A_pure_room_is_given_the_banned_symbols_of_pure_rooms(string room) =>
        Project(room).Descendants("PureRoom").ShouldHaveSingleItem().Value.ShouldBe("true");

    [Fact]
    public void Every_exception_is_caught_in_three_places_only()
    {
        var places = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).Any(line => line.Contains("catch (Exception e)") && !line.Contains("when") || line.Contains("catch (Exception)") && !line.Contains("when")))
            .Select(Path.GetFileName).Order();

        places.ShouldBe(["CollectorHost.cs", "Detector.cs", "Program.cs"]);
    }

    private static IEnumerable<string> References(string room) =>
        Project(room).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static XDocument Project(string room) => XDocument.Load(Path.Combine(Root(), "src", room, room + ".csproj"));

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../.."));
}
