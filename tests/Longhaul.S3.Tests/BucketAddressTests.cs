namespace Longhaul.S3.Tests;

public sealed class BucketAddressTests
{
    private static readonly Dictionary<string, string> Amazon = new() { ["AWS_REGION"] = "eu-central-1" };

    [Theory]
    [InlineData("s3://films", "films", "")]
    [InlineData("s3://films/", "films", "")]
    [InlineData("s3://my.films-1/a/b", "my.films-1", "a/b/")]
    [InlineData("s3://films//a///b/", "films", "a/b/")]
    public void A_bucket_and_a_prefix(string text, string bucket, string prefix)
    {
        var address = BucketAddress.Parse(text, Amazon);
        (address.Bucket, address.Prefix, address.Region, address.Endpoint).ShouldBe((bucket, prefix, "eu-central-1", null));
        address.CacheBytes.ShouldBe(BucketAddress.DefaultCacheBytes);
    }

    [Fact]
    public void Options_are_stronger_than_variables()
    {
        var variables = new Dictionary<string, string>(Amazon) { ["AWS_ENDPOINT_URL"] = "http://all", ["AWS_ENDPOINT_URL_S3"] = "http://s3" };
        BucketAddress.Parse("s3://films", variables).Endpoint.ShouldBe(new Uri("http://s3"));
        var address = BucketAddress.Parse("s3://films?endpoint=https%3A%2F%2Fhost:9000&region=auto&cache=500MB", variables);
        (address.Endpoint, address.Region, address.CacheBytes).ShouldBe((new Uri("https://host:9000"), "auto", 500_000_000));
        address.ToString().ShouldBe("s3://films at host:9000");
    }

    [Fact]
    public void An_endpoint_needs_no_region() =>
        BucketAddress.Parse("s3://films?endpoint=http://minio:9000", new Dictionary<string, string>()).Region.ShouldBe("us-east-1");

    [Theory]
    [InlineData("films", "is no address of a bucket")]
    [InlineData("https://films.s3.amazonaws.com", "is no address of a bucket")]
    [InlineData("s3://", "names no bucket")]
    [InlineData("s3://Films", "names no bucket")]
    [InlineData("s3://f", "names no bucket")]
    [InlineData("s3://AKIA:hush@films", "has keys in it")]
    [InlineData("s3://films/../other", "has a prefix with")]
    [InlineData("s3://films?endpoint=minio:9000", "no http(s) address")]
    [InlineData("s3://films?endpoint=http://a:hush@minio", "no http(s) address")]
    [InlineData("s3://films?cache=much", "no size")]
    [InlineData("s3://films?cache=0GB", "no size")]
    [InlineData("s3://films?regoin=x", "an option that is none")]
    [InlineData("s3://films?region=", "an option that is none")]
    public void What_is_no_address_is_told_without_showing_it(string text, string complaint)
    {
        var wrong = Should.Throw<FormatException>(() => BucketAddress.Parse(text, Amazon)).Message;
        wrong.ShouldContain(complaint);
        wrong.ShouldNotContain("hush");
    }

    [Fact]
    public void Somebody_must_say_where_it_is()
    {
        Should.Throw<FormatException>(() => BucketAddress.Parse("s3://films", new Dictionary<string, string>())).Message.ShouldContain("set AWS_REGION");
        BucketAddress.Parse("s3://films").Region.ShouldBeNull();
    }
}
