using System.Globalization;
using System.Net;
using System.Text;
using Agora.Application.Webhooks;
using Agora.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Agora.Api.Tests.Webhooks;

/// <summary>What the transport makes of receivers that fail in every way, and of addresses that lead inside.</summary>
public sealed class WebhookTransportTests
{
    public static TheoryData<string, int?, string?> Failures => new()
    {
        { "ok", 200, null },
        { "accepted", 202, null },
        { "error", 500, "status 500" },
        { "gone", 410, "status 410" },
        { "redirect", 302, "redirects are not followed" },
        { "hang", null, "no response in time" },
        { "drip", null, "no response in time" },
        { "close", null, "the connection broke off" },
        { "headers", null, "no valid response: ConfigurationLimitExceeded" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_way_to_fail_is_an_outcome(string way, int? status, string? error)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (http, _) => AnswerAsync(http, way);

        var response = await SendAsync(receiver.Url, timeoutSeconds: way is "hang" or "drip" ? 1 : 30);

        (response.Status, response.Error).ShouldBe((status, error));
        response.IsSuccess.ShouldBe(error is null);
    }

    [Fact]
    public async Task Of_a_response_without_an_end_a_kilobyte_is_read()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (http, _) =>
        {
            var part = new byte[1 << 20];
            Array.Fill(part, (byte)'x');
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
            }
        };

        var response = await SendAsync(receiver.Url);

        (response.Status, response.Error, response.Response!.Length).ShouldBe((200, null, 1024));
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused()
    {
        await using var receiver = await Receiver.StartAsync(isTls: true);

        (await SendAsync(receiver.Url)).Error.ShouldBe("the certificate or the TLS handshake was refused");
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirect_to_another_receiver_is_not_followed()
    {
        await using var inside = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (http, _) =>
        {
            http.Response.Redirect(inside.Url, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };

        (await SendAsync(receiver.Url)).Status.ShouldBe(307);
        inside.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task No_name_of_this_machine_is_connected_to(string host)
    {
        await using var receiver = await Receiver.StartAsync();
        var url = new UriBuilder(receiver.Url) { Host = host }.Uri.AbsoluteUri;

        (await SendAsync(url, allowPrivate: false)).Error.ShouldBe("the address is not on the public internet");
        receiver.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.128.0.1", true)]
    [InlineData("127.8.8.8", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.0.0.170", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::8.8.8.8", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("100::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_those_that_the_internet_routes(string address, bool isPublic) =>
        PublicAddresses.Contains(IPAddress.Parse(address)).ShouldBe(isPublic);

    private static async Task AnswerAsync(HttpContext http, string way)
    {
        switch (way)
        {
            case "accepted":
                http.Response.StatusCode = 202;
                break;
            case "error":
                http.Response.StatusCode = 500;
                break;
            case "gone":
                http.Response.StatusCode = 410;
                break;
            case "redirect":
                http.Response.Redirect("http://127.0.0.1:1/");
                break;
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
                break;
            case "drip":
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await http.Response.WriteAsync("x", http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, http.RequestAborted);
                }

                break;
            case "close":
                http.Abort();
                break;
            case "headers":
                for (var i = 0; i < 30; i++)
                {
                    http.Response.Headers[string.Create(CultureInfo.InvariantCulture, $"x-{i}")] = new string('x', 1000);
                }

                break;
        }
    }

    private static async Task<DeliveryResponse> SendAsync(string url, bool allowPrivate = true, int timeoutSeconds = 30)
    {
        using var transport = new WebhookTransport(
            new WebhookSettings { AllowPrivateAddresses = allowPrivate, TimeoutSeconds = timeoutSeconds }, TimeProvider.System);
        return await transport.SendAsync(
            new OutgoingDelivery(url, "id", DateTimeOffset.UnixEpoch, "v1,x", Encoding.UTF8.GetBytes("{}")), CancellationToken.None);
    }
}
