namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

/// <summary>A small file of each form, written by hand as the tool writes it.</summary>
internal static class Samples
{
    public const string JMeterCsv = """
        timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect
        1700000000000,100,GET /feed,200,OK,Users 1-1,text,true,,1500,120,2,2,http://127.0.0.1:8080/feed,90,0,5
        1700000000200,20,POST /clips,429,Too Many Requests,Users 1-1,text,false,"Test failed: code expected to equal /

        ****** received  : 42[[[9]]]

        ****** comparison: ""200""
        /",90,200,2,2,http://127.0.0.1:8080/clips,20,0,0
        1700000000000,120,Checkout,200,"Number of samples in transaction : 2, number of failing samples : 1",Users 1-1,,false,,1590,320,2,2,null,110,0,5
        1700000001000,300,GET /feed,200,OK,Users 1-2,text,true,,1500,120,2,2,http://127.0.0.1:8080/feed,290,0,5
        1700000001500,30000,POST /clips,Non HTTP response code: java.net.SocketTimeoutException,Non HTTP response message: Read timed out,Users 1-2,,false,,0,0,2,2,http://127.0.0.1:8080/clips,0,0,0
        """;

    public const string JMeterHeaderless = """
        2023/11/14 22:13:20.000,100,"Feed, page 1",200,OK,Users 1-1,text,true,1500,1,1,90
        2023/11/14 22:13:21.000,300,"Feed, page 1",500,Internal Server Error,Users 1-1,text,false,1500,1,1,290
        """;

    public const string JMeterXml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <testResults version="1.2">
        <httpSample t="100" it="0" lt="90" ct="5" ts="1700000000000" s="true" lb="Feed" rc="200" rm="OK" tn="Users 1-1" dt="text" by="1500" sby="120" ng="1" na="1">
          <httpSample t="40" lt="40" ts="1700000000000" s="true" lb="Feed-0" rc="302" rm="Found" tn="Users 1-1"/>
          <httpSample t="60" lt="50" ts="1700000000040" s="true" lb="Feed-1" rc="200" rm="OK" tn="Users 1-1"/>
          <responseHeader class="java.lang.String">HTTP/1.1 200 OK &lt;x&gt;</responseHeader>
          <method class="java.lang.String">GET</method>
          <java.net.URL>http://127.0.0.1:8080/feed</java.net.URL>
        </httpSample>
        <sample t="320" it="0" lt="300" ct="0" ts="1700000001000" s="false" lb="Checkout" rc="" rm="Number of samples in transaction : 2, number of failing samples : 1" tn="Users 1-1">
          <httpSample t="20" lt="20" ts="1700000001000" s="false" lb="Buy" rc="503" rm="Service Unavailable" tn="Users 1-1">
            <assertionResult><name>Response Assertion</name><failure>true</failure></assertionResult>
            <method class="java.lang.String">POST</method>
          </httpSample>
          <httpSample t="300" lt="290" ts="1700000001020" s="true" lb="Feed" rc="200" rm="OK" tn="Users 1-1"><method class="java.lang.String">GET</method></httpSample>
        </sample>
        </testResults>
        """;

    public const string JMeterStatistics = """
        {
          "POST /clips" : { "transaction" : "POST /clips", "sampleCount" : 20, "errorCount" : 5, "errorPct" : 25.0, "meanResTime" : 30.5, "medianResTime" : 20.0,
            "minResTime" : 2.0, "maxResTime" : 90.0, "pct1ResTime" : 60.0, "pct2ResTime" : 80.0, "pct3ResTime" : 89.5, "throughput" : 2.0 },
          "Total" : { "transaction" : "Total", "sampleCount" : 120, "errorCount" : 6, "errorPct" : 5.0, "meanResTime" : 15.25, "medianResTime" : 10.0,
            "minResTime" : 1.0, "maxResTime" : 95.0, "pct1ResTime" : 40.0, "pct2ResTime" : 50.0, "pct3ResTime" : 88.0, "throughput" : 12.0 },
          "GET /feed" : { "transaction" : "GET /feed", "sampleCount" : 100, "errorCount" : 1, "errorPct" : 1.0, "meanResTime" : 12.2,
            "minResTime" : 1.0, "maxResTime" : 95.0, "pct1ResTime" : 35.0, "pct2ResTime" : 45.0, "pct3ResTime" : 70.0, "throughput" : 10.0 }
        }
        """;

    public const string JMeterAggregate = """
        Label,# Samples,Average,Median,90% Line,95% Line,99% Line,Min,Max,Error %,Throughput,Received KB/sec,Sent KB/sec
        GET /feed,900,12,11,20,25,40,3,90,0.000%,30.04878,1.71,0.66
        "Buy, then pay",100,31,28,60,80,95,9,120,25.000%,3.3,0.4,0.1
        TOTAL,1000,14,12,24,31,80,3,120,2.500%,33.3,2.11,0.76
        """;

    public const string JMeterPluginAggregate = "sampler_label,aggregate_report_count,average,aggregate_report_median,aggregate_report_90%_line,aggregate_report_95%_line,"
        + "aggregate_report_99%_line,aggregate_report_min,aggregate_report_max,aggregate_report_error%,aggregate_report_rate,aggregate_report_bandwidth,aggregate_report_stddev\n"
        + "GET /feed,1000,14,12,24,31,80,3,120,2.50%,33.3,2.11,9.1\nTOTAL,1000,14,12,24,31,80,3,120,2.50%,33.3,2.11,9.1\n";

    public const string GatlingLog = "RUN\tshop.FeedSimulation\tfeedsimulation\t1700000000000\t \t3.9.5\n"
        + "USER\tReaders\tSTART\t1700000000010\n"
        + "REQUEST\t\tGET /feed\t1700000000100\t1700000000200\tOK\t \n"
        + "REQUEST\tBuy,Pay\tPOST /orders\t1700000000300\t1700000000320\tKO\tstatus.find.in(200,201,202), but actually found 429\n"
        + "GROUP\tBuy,Pay\t1700000000300\t1700000000320\t20\tKO\n"
        + "REQUEST\tBuy,Pay\tPOST /orders\t1700000001300\t1700000001350\tKO\tj.n.ConnectException: Connection refused\n"
        + "ERROR\tNo attribute named 'id' is defined \t1700000001360\n"
        + "REQUEST\t\tGET /feed\t1700000001400\t1700000001700\tOK\t \n"
        + "USER\tReaders\tEND\t1700000001700\n";

    public const string GatlingText = """
        Simulation shop.FeedSimulation started...

        ================================================================================
        2026-11-14 22:13:25                                           5s elapsed
        ---- Requests ------------------------------------------------------------------
        > Global                                                   (OK=101239 KO=8433  )
        > GET /feed                                                (OK=101239 KO=8433  )
        ================================================================================

        Simulation shop.FeedSimulation completed in 230 seconds
        Parsing log file(s)...
        ================================================================================
        ---- Global Information --------------------------------------------------------
        > request count                                     109672 (OK=101239 KO=8433  )
        > min response time                                      0 (OK=0      KO=7135  )
        > max response time                                  48867 (OK=48867  KO=43425 )
        > mean response time                                  2087 (OK=1154   KO=13288 )
        > std deviation                                       4559 (OK=2775   KO=6475  )
        > response time 50th percentile                         10 (OK=7      KO=10001 )
        > response time 75th percentile                       2374 (OK=2098   KO=12964 )
        > response time 95th percentile                      10001 (OK=5420   KO=29727 )
        > response time 99th percentile                      24425 (OK=11839  KO=34688 )
        > mean requests/sec                                476.835 (OK=440.17 KO=36.665)
        ---- Response Time Distribution ------------------------------------------------
        > t < 800 ms                                         70410 ( 64%)
        > failed                                              8433 (  8%)
        ---- Errors --------------------------------------------------------------------
        > status.find.in(200,201), found 503                                 8433 (100.0%)
        ================================================================================
        """;

    public const string GatlingNewText = """
        ---- Global Information ---------------------------------|---Total---|-----OK----|----KO----
        > request count                                          |     2,050 |     2,050 |         -
        > min response time (ms)                                 |         2 |         2 |         -
        > max response time (ms)                                 |     1,204 |     1,204 |         -
        > mean response time (ms)                                |        17 |        17 |         -
        > response time std deviation (ms)                       |        30 |        30 |         -
        > response time 50th percentile (ms)                     |         9 |         9 |         -
        > response time 95th percentile (ms)                     |     1,010 |     1,010 |         -
        > mean throughput (rps)                                  |     33.61 |     33.61 |         -
        ---- Response Time Distribution ------------------------------------------------------------
        > OK: t < 800 ms                                                              2,000  (97.56%)
        """;

    public const string GatlingStats = """
        {"type": "GROUP", "name": "All Requests", "path": "", "pathFormatted": "group_missing-name-b06d1",
          "stats": {"name": "All Requests", "numberOfRequests": {"total": 120, "ok": 114, "ko": 6},
            "minResponseTime": {"total": 2, "ok": 5, "ko": 2}, "maxResponseTime": {"total": 900, "ok": 900, "ko": 40},
            "meanResponseTime": {"total": 61, "ok": 63, "ko": 9}, "standardDeviation": {"total": 10, "ok": 10, "ko": 1},
            "percentiles1": {"total": 50, "ok": 51, "ko": 8}, "percentiles2": {"total": 75, "ok": 76, "ko": 9},
            "percentiles3": {"total": 200, "ok": 210, "ko": 30}, "percentiles4": {"total": 700, "ok": 710, "ko": 38},
            "group1": {"name": "t < 800 ms", "htmlName": "t < 800 ms", "count": 112, "percentage": 93},
            "meanNumberOfRequestsPerSecond": {"total": 12.0, "ok": 11.4, "ko": 0.6}},
          "contents": {
            "req_get--feed-1": {"type": "REQUEST", "name": "GET /feed", "path": "GET /feed", "pathFormatted": "req_get--feed-1",
              "stats": {"name": "GET /feed", "numberOfRequests": {"total": 100, "ok": 100, "ko": 0},
                "minResponseTime": {"total": 5, "ok": 5, "ko": "-"}, "percentiles1": {"total": 55, "ok": 55, "ko": "-"},
                "percentiles3": {"total": 190, "ok": 190, "ko": "-"}, "percentiles4": {"total": "650", "ok": "650", "ko": "-"}}},
            "group_buy-2": {"type": "GROUP", "name": "Buy", "path": "Buy", "pathFormatted": "group_buy-2",
              "stats": {"name": "Buy", "numberOfRequests": {"total": 20, "ok": 14, "ko": 6}},
              "contents": {"req_pay-3": {"type": "REQUEST", "name": "Pay", "path": "Buy / Pay", "pathFormatted": "req_pay-3",
                "stats": {"name": "Pay", "numberOfRequests": {"total": 20, "ok": 14, "ko": 6}, "percentiles3": {"total": 890, "ok": 890, "ko": 40}}}}}}}
        """;

    public const string GatlingGlobalStats = """
        {"name": "All Requests", "numberOfRequests": {"total": 120, "ok": 114, "ko": 6}, "minResponseTime": {"total": 2, "ok": 5, "ko": 2},
         "maxResponseTime": {"total": 900, "ok": 900, "ko": 40}, "meanResponseTime": {"total": 61, "ok": 63, "ko": 9},
         "percentiles1": {"total": 50, "ok": 51, "ko": 8}, "percentiles2": {"total": 75, "ok": 76, "ko": 9},
         "percentiles3": {"total": 200, "ok": 210, "ko": 30}, "percentiles4": {"total": 700, "ok": 710, "ko": 38}}
        """;

    public const string LocustStats = """
        Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%
        GET,/feed,900,0,12,14.25,3.5,210.75,1500.0,30.0,0.0,12,13,14,15,22,35,80,120,210,210,210
        POST,/clips,100,25,20,31.5,8.25,900.5,90.0,3.3,0.8,20,24,30,33,60,90,400,900,900,900,900
        GET,/never,0,0,0,0,0,0,0,0.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A
        ,Aggregated,1000,25,13,15.975,3.5,900.5,1359.0,33.3,0.8,13,14,16,17,26,40,110,240,900,900,900
        """;

    public const string LocustHistory = """
        Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size
        1700000000,0,,Aggregated,0.000000,0.000000,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,0,0,0,0.0,0,0,0
        1700000015,10,,Aggregated,31.0,0.5,12,13,14,15,22,35,80,120,210,210,210,450,9,12,14.0,3.5,210.75,1400.0
        1700000030,10,,Aggregated,33.3,0.8,99,99,99,99,99,99,99,99,99,99,99,1000,25,13,15.975,3.5,900.5,1359.0
        """;

    public const string LocustFailures = """
        Method,Name,Error,Occurrences
        POST,/clips,HTTPError('429 Client Error: Too Many Requests for url: /clips'),20
        POST,/clips,"BadStatusCode('http://127.0.0.1:8080/clips', code=503)",4
        POST,/clips,"ConnectionRefusedError(111, 'Connection refused')",1
        GET,/feed,MyOwnError('odd'),3
        """;

    public const string LocustExceptions = """
        Count,Message,Traceback,Nodes
        1,'id',"Traceback (most recent call last):
          File ""locustfile.py"", line 3
        KeyError: 'id'
        ",local
        """;

    public const string LocustJson = """
        [
            {"name": "/feed", "method": "GET", "last_request_timestamp": 1700000030.5, "start_time": 1700000000.25, "num_requests": 900, "num_none_requests": 0, "num_failures": 0,
             "total_response_time": 12825.0, "max_response_time": 210.75, "min_response_time": 3.5, "total_content_length": 1350000,
             "response_times": {"35": 45, "12": 840, "120": 10, "210": 5}, "num_reqs_per_sec": {"1700000000": 30}, "num_fail_per_sec": {}},
            {"name": "/clips", "method": "POST", "last_request_timestamp": 1700000030.0, "start_time": 1700000000.5, "num_requests": 100, "num_none_requests": 0, "num_failures": 25,
             "total_response_time": 3150.0, "max_response_time": 900.5, "min_response_time": 8.25, "total_content_length": 9000,
             "response_times": {"20": 90, "90": 8, "900": 2}, "num_reqs_per_sec": {"1700000000": 3}, "num_fail_per_sec": {"1700000000": 1}}
        ]
        """;

    public const string Wrk = """
        Running 30s test @ http://127.0.0.1:8080/feed?token=abc
          12 threads and 400 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency   635.91us    0.89ms  12.92ms   93.69%
            Req/Sec    56.20k     8.07k   62.00k    86.54%
          Latency Distribution
             50%  250.00us
             75%  491.00us
             90%    1.20ms
             99%    1.02s
          1990 requests in 30.05s, 17.76MB read
          Socket errors: connect 0, read 8, write 2, timeout 3
          Non-2xx or 3xx responses: 190
        Requests/sec:     66.22
        Transfer/sec:    606.33KB
        """;

    public const string Wrk2 = """
        Running 30s test @ http://127.0.0.1:80/index.html
          2 threads and 100 connections
          Thread calibration: mean lat.: 9747 usec, rate sampling interval: 21 msec
          Thread calibration: mean lat.: 9631 usec, rate sampling interval: 21 msec
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     6.46ms    1.93ms  12.34ms   67.66%
            Req/Sec     1.05k     1.12k    2.50k    64.84%
          Latency Distribution (HdrHistogram - Recorded Latency)
         50.000%    6.67ms
         75.000%    7.78ms
         90.000%    9.14ms
         99.000%   11.18ms
         99.900%   12.30ms
        100.000%   12.50ms

          Detailed Percentile spectrum:
               Value   Percentile   TotalCount 1/(1-Percentile)

               0.921     0.000000            1         1.00
               6.671     0.500000        19756         2.00
               9.143     0.900000        35553        10.00
               9.871     0.950000        37526        20.00
              12.503     1.000000        39500          inf
        #[Mean    =        6.464, StdDeviation   =        1.934]
        #[Max     =       12.496, Total count    =        39500]
        #[Buckets =           27, SubBuckets     =         2048]
        ----------------------------------------------------------

          Latency Distribution (HdrHistogram - Uncorrected Latency (measured without taking delayed starts into account))
         50.000%    1.67ms
         99.999%    2.00ms

          Detailed Percentile spectrum:
               Value   Percentile   TotalCount 1/(1-Percentile)

               1.871     0.950000        37526        20.00
        ----------------------------------------------------------
          60018 requests in 30.00s, 19.81MB read
        Requests/sec:   2000.28
        Transfer/sec:    676.18KB
        """;

    public const string HeyText = """

        Summary:
          Total:	0.4779 secs
          Slowest:	0.0521 secs
          Fastest:	0.0012 secs
          Average:	0.0097 secs
          Requests/sec:	428.9600

          Total data:	2600 bytes
          Size/request:	13 bytes

        Response time histogram:
          0.001 [1]	|
          0.006 [90]	|■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■

        Latency distribution:
          10%% in 0.0024 secs
          25%% in 0.0041 secs
          50%% in 0.0080 secs
          75%% in 0.0120 secs
          90%% in 0.0190 secs
          95%% in 0.0250 secs
          99%% in 0.0480 secs

        Details (average, fastest, slowest):
          DNS+dialup:	0.0010 secs, 0.0012 secs, 0.0521 secs
          DNS-lookup:	0.0000 secs, 0.0000 secs, 0.0000 secs
          req write:	0.0000 secs, 0.0000 secs, 0.0010 secs
          resp wait:	0.0086 secs, 0.0011 secs, 0.0420 secs
          resp read:	0.0001 secs, 0.0000 secs, 0.0010 secs

        Status code distribution:
          [200]	180 responses
          [429]	20 responses

        Error distribution:
          [4]	Get "http://127.0.0.1:8080/": dial tcp 127.0.0.1:8080: connect: connection refused
          [1]	Get "http://127.0.0.1:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)

        """;

    public const string HeyCsv = """
        response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset
        0.0500,0.0010,0.0000,0.0000,0.0490,0.0001,200,0.0000
        0.0100,0.0000,0.0000,0.0000,0.0090,0.0001,200,0.5000
        0.0020,0.0000,0.0000,0.0000,0.0019,0.0001,503,1.2500
        """;

    public const string Ab = """
        This is ApacheBench, Version 2.3 <$Revision: 1903618 $>
        Copyright 1996 Adam Twiss, Zeus Technology Ltd, http://www.zeustech.net/
        Licensed to The Apache Software Foundation, http://www.apache.org/

        Benchmarking 127.0.0.1 (be patient).....done


        Server Software:        nginx/1.24.0
        Server Hostname:        127.0.0.1
        Server Port:            8080

        Document Path:          /feed?page=2
        Document Length:        1234 bytes

        Concurrency Level:      10
        Time taken for tests:   1.234 seconds
        Complete requests:      1000
        Failed requests:        205
           (Connect: 0, Receive: 5, Length: 200, Exceptions: 0)
        Non-2xx responses:      3
        Total transferred:      1454000 bytes
        HTML transferred:       1234000 bytes
        Requests per second:    810.37 [#/sec] (mean)
        Time per request:       12.340 [ms] (mean)
        Time per request:       1.234 [ms] (mean, across all concurrent requests)
        Transfer rate:          1150.65 [Kbytes/sec] received

        Connection Times (ms)
                      min  mean[+/-sd] median   max
        Connect:        0    0   0.1      0       1
        Processing:     2   12   3.4     11      40
        Waiting:        2   11   3.3     11      39
        Total:          2   12   3.4     11      41

        Percentage of the requests served within a certain time (ms)
          50%     11
          66%     12
          75%     13
          80%     14
          90%     16
          95%     18
          98%     21
          99%     30
         100%     41 (longest request)
        """;

    public const string AbPercentiles = "Percentage served,Time in ms\n0,2.012\n1,2.100\n50,11.204\n90,16.040\n95,18.333\n99,30.500\n";

    public const string AbGnuplot = "starttime\tseconds\tctime\tdtime\tttime\twait\n"
        + "Tue Nov 14 22:13:20 2023\t1700000000\t0\t10\t10\t9\n"
        + "Tue Nov 14 22:13:21 2023\t1700000001\t1\t29\t30\t28\n";

    public const string VegetaJson = """
        {"latencies":{"total":237119463,"mean":2371194,"50th":2854306,"90th":3228223,"95th":3478629,"99th":3530000,"max":3660505,"min":1949582},"bytes_in":{"total":606700,"mean":6067},"bytes_out":{"total":0,"mean":0},"earliest":"2023-11-14T22:13:20.645818631Z","latest":"2023-11-14T22:13:21.635818575Z","end":"2023-11-14T22:13:21.639325797Z","duration":989999944,"wait":3507222,"requests":100,"rate":101.01010672380401,"throughput":85.4,"success":0.85,"status_codes":{"0":5,"200":80,"304":5,"429":10},"errors":["429 Too Many Requests","Get \"http://127.0.0.1:8080/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"]}
        """;

    public const string VegetaText = """
        Requests      [total, rate, throughput]         1200, 120.00, 65.87
        Duration      [total, attack, wait]             10.094965987s, 9.949883921s, 145.082066ms
        Latencies     [min, mean, 50, 90, 95, 99, max]  438.129µs, 113.172398ms, 108.272568ms, 140.18235ms, 247.771566ms, 264.815246ms, 1m1.5s
        Bytes In      [total, mean]                     3714690, 3095.57
        Bytes Out     [total, mean]                     0, 0.00
        Success       [ratio]                           55.42%
        Status Codes  [code:count]                      0:535  200:665  
        Error Set:
        Get "http://127.0.0.1:6060": dial tcp 127.0.0.1:6060: connect: connection refused
        """;

    public const string VegetaResultsJson = """
        {"attack":"","seq":0,"code":200,"timestamp":"2023-11-14T22:13:20.000000001Z","latency":10000000,"bytes_out":0,"bytes_in":12,"error":"","body":"aGVsbG8gd29ybGQK","method":"GET","url":"http://127.0.0.1:8080/feed?page=1","headers":{"Content-Type":["text/plain"]}}
        {"attack":"","seq":1,"code":503,"timestamp":"2023-11-14T22:13:20.5+00:00","latency":2000000,"bytes_out":5,"bytes_in":0,"error":"503 Service Unavailable","body":null,"method":"POST","url":"http://127.0.0.1:8080/clips","headers":{"Retry-After":["1"]}}
        {"attack":"","seq":2,"code":0,"timestamp":"2023-11-14T22:13:21Z","latency":30000000000,"bytes_out":0,"bytes_in":0,"error":"Get \"http://127.0.0.1:8080/feed\": net/http: request canceled (Client.Timeout exceeded while awaiting headers)","body":null,"method":"GET","url":"http://127.0.0.1:8080/feed?page=2","headers":null}
        """;

    public const string VegetaResultsCsv = """
        1700000000000000001,200,10000000,0,12,,aGVsbG8gd29ybGQK,,0,GET,http://127.0.0.1:8080/feed?page=1,Q29udGVudC1UeXBlOiB0ZXh0
        1700000000500000000,503,2000000,5,0,503 Service Unavailable,,,1,POST,http://127.0.0.1:8080/clips,
        """;

    public const string VegetaResultsGob = "\u007F\u0003\u0001\u0001\u0006Result\u0001\u0082\0\u0001\u000C\u0001\u0006Attack\u0001\u000C\0\u0001\u0003Seq\u0001\u0006\0";

    public const string Autocannon = """
        {"url":"http://127.0.0.1:3000/feed","connections":10,"sampleInt":1000,"pipelining":1,"duration":10.05,"samples":10,"start":"2023-11-14T22:13:20.000Z","finish":"2023-11-14T22:13:30.050Z","errors":7,"timeouts":2,"mismatches":0,"non2xx":40,"resets":0,"1xx":0,"2xx":950,"3xx":10,"4xx":30,"5xx":10,"statusCodeStats":{"200":{"count":950},"304":{"count":10},"429":{"count":30},"500":{"count":10}},
         "latency":{"average":9.51,"mean":9.51,"stddev":3.1,"min":1,"max":60,"p0_001":1,"p0_01":1,"p0_1":1,"p1":2,"p2_5":3,"p10":5,"p25":7,"p50":9,"p75":11,"p90":14,"p97_5":18,"p99":22,"p99_9":40,"p99_99":60,"p99_999":60,"totalCount":1000},
         "requests":{"average":100,"mean":100,"stddev":5,"min":90,"max":110,"total":1000,"p50":100,"sent":1017},"throughput":{"average":1000,"mean":1000,"stddev":5,"min":900,"max":1100,"total":10000}}
        """;

    /// <summary>A sample with its tool, its form and the name of its file.</summary>
    public static IReadOnlyList<(string Tool, string Form, string File, string Text)> All { get; } =
    [
        ("jmeter", "csv", "results.jtl", JMeterCsv),
        ("jmeter", "csv", "results.csv", JMeterHeaderless),
        ("jmeter", "xml", "results.jtl", JMeterXml),
        ("jmeter", "statistics", "statistics.json", JMeterStatistics),
        ("jmeter", "aggregate-csv", "aggregate.csv", JMeterAggregate),
        ("jmeter", "aggregate-csv", "report.csv", JMeterPluginAggregate),
        ("gatling", "simulation-log", "simulation.log", GatlingLog),
        ("gatling", "simulation-log", "simulation.log", "\0\0\0\u00063.10.3 and bytes"),
        ("gatling", "text", "gatling.log", GatlingText),
        ("gatling", "text", "gatling.txt", GatlingNewText),
        ("gatling", "stats", "stats.json", GatlingStats),
        ("gatling", "global-stats", "global_stats.json", GatlingGlobalStats),
        ("locust", "stats-csv", "run_stats.csv", LocustStats),
        ("locust", "history-csv", "run_stats_history.csv", LocustHistory),
        ("locust", "failures-csv", "run_failures.csv", LocustFailures),
        ("locust", "exceptions-csv", "run_exceptions.csv", LocustExceptions),
        ("locust", "json", "locust.json", LocustJson),
        ("wrk", "text", "wrk.txt", Wrk),
        ("wrk2", "text", "wrk2.txt", Wrk2),
        ("hey", "text", "hey.txt", HeyText),
        ("hey", "csv", "hey.csv", HeyCsv),
        ("ab", "text", "ab.txt", Ab),
        ("ab", "percentiles-csv", "ab.csv", AbPercentiles),
        ("ab", "gnuplot", "ab.tsv", AbGnuplot),
        ("vegeta", "report-json", "report.json", VegetaJson),
        ("vegeta", "report-text", "report.txt", VegetaText),
        ("vegeta", "results-json", "results.json", VegetaResultsJson),
        ("vegeta", "results-csv", "results.csv", VegetaResultsCsv),
        ("vegeta", "results-gob", "results.bin", VegetaResultsGob),
        ("autocannon", "json", "autocannon.json", Autocannon),
    ];
}
