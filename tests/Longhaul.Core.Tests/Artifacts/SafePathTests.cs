using Longhaul.Core.Artifacts;

namespace Longhaul.Core.Tests.Artifacts;

public sealed class SafePathTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("longhaul-").FullName;

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("./a/b.txt", "a/b.txt")]
    [InlineData("a//b/./c", "a/b/c")]
    [InlineData("...", "...")]
    [InlineData("..a/b..", "..a/b..")]
    [InlineData("~/x", "~/x")]
    [InlineData("żółć 🚚", "żółć 🚚")]
    public void A_path_inside_the_folder_is_resolved(string given, string expected) =>
        SafePath.Resolve(_root, given).ShouldBe(Path.Join(_root, expected));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData("a\\..\\x")]
    [InlineData("..\\x")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u001b[2Jb")]
    [InlineData("a\u009bb")]
    public void Whatever_could_leave_the_folder_or_confuse_is_refused(string given) =>
        Should.Throw<UnsafePathException>(() => SafePath.Resolve(_root, given));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Should.Throw<UnsafePathException>(() => SafePath.Resolve(_root, "a\ud800b"));

    [Fact]
    public void Over_long_names_and_paths_are_refused()
    {
        Should.Throw<UnsafePathException>(() => SafePath.Resolve(_root, new string('a', 256)));
        Should.Throw<UnsafePathException>(() => SafePath.Resolve(_root, new string('ż', 128)));
        Should.Throw<UnsafePathException>(() => SafePath.Resolve(_root, string.Join('/', Enumerable.Repeat("abcdefg", 300))));
        SafePath.Resolve(_root, new string('a', 255)).ShouldEndWith("a");
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/passwd")]
    [InlineData("folder/inner/x")]
    [InlineData("dangling")]
    public void A_link_on_the_way_is_refused(string given)
    {
        Directory.CreateDirectory(Path.Join(_root, "folder"));
        File.CreateSymbolicLink(Path.Join(_root, "link"), "/etc");
        File.CreateSymbolicLink(Path.Join(_root, "folder", "inner"), "..");
        File.CreateSymbolicLink(Path.Join(_root, "dangling"), "/no/such/thing");

        Should.Throw<UnsafePathException>(() => SafePath.Resolve(_root, given)).Message.ShouldContain("link");
    }

    [Fact]
    public void A_link_in_the_root_itself_is_trusted()
    {
        var link = _root + "-link";
        Directory.CreateSymbolicLink(link, _root);
        try
        {
            SafePath.Resolve(link, "a").ShouldBe(Path.Join(link, "a"));
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Fact]
    public void The_message_shows_no_control_characters() =>
        Should.Throw<UnsafePathException>(() => SafePath.Resolve(_root, "/\u001b]0;x\a\n")).Message.Any(char.IsControl).ShouldBeFalse();

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
