using Agora.Infrastructure.Database;
using Agora.Infrastructure.Media;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Tests.Media;

public sealed class MediaRegistrationTests
{
    [Theory]
    [InlineData("MaxImageBytes", "0", "The setting Media:MaxImageBytes must be 1024 to 1073741824.")]
    [InlineData("QuotaBytes", "0", "The setting Media:QuotaBytes must be 1 or more.")]
    [InlineData("UnusedMinutes", "1", "The setting Media:UnusedMinutes must be 5 to 525600.")]
    [InlineData("S3:Bucket", "files", "The setting Media:S3:AccessKey must be set, and S3:SecretKey with it, when Media:S3:Bucket is.")]
    [InlineData("S3:Endpoint", "https://s3.example.org", "The setting Media:S3:Bucket must be set when anything else of Media:S3 is.")]
    public void A_setting_that_cannot_work_stops_the_start_and_says_why(string name, string value, string message)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>($"Media:{name}", value)])
            .Build();

        Should.Throw<InvalidConfigurationException>(
            () => new ServiceCollection().AddMedia(configuration, defaultFolder: null)).Message.ShouldBe(message);
    }
}
