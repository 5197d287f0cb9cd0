package io.attune.benchmarks.lab.apps;

/** Queries like those of TPC-H and TPC-DS, over the lab's tables. */
enum TpchQuery {
  /** Pricing summary: one scan, a handful of groups. */
  H1(
      """
      SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice),
        sum(l_extendedprice * (1 - l_discount)),
        sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)),
        avg(l_quantity), avg(l_extendedprice), avg(l_discount), count(*)
      FROM lineitem WHERE l_shipdate <= date '1998-09-02'
      GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus"""),
  /** Unshipped orders: two joins, many groups. */
  H3(
      """
      SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate,
        o_shippriority
      FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
      WHERE c_mktsegment = 'BUILDING' AND o_orderdate < date '1995-03-15'
        AND l_shipdate > date '1995-03-15'
      GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC LIMIT 10"""),
  /** Local suppliers: six tables. */
  H5(
      """
      SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue
      FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
        JOIN supplier ON l_suppkey = s_suppkey AND c_nationkey = s_nationkey
        JOIN nation ON s_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey
      WHERE r_name = 'ASIA' AND o_orderdate >= date '1994-01-01'
        AND o_orderdate < date '1995-01-01'
      GROUP BY n_name ORDER BY revenue DESC"""),
  /** Returned items by customer. */
  H10(
      """
      SELECT c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) AS revenue, c_acctbal,
        n_name, c_address, c_phone
      FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
        JOIN nation ON c_nationkey = n_nationkey
      WHERE o_orderdate >= date '1993-10-01' AND o_orderdate < date '1994-01-01'
        AND l_returnflag = 'R'
      GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address
      ORDER BY revenue DESC LIMIT 20"""),
  /** Shipping modes. */
  H12(
      """
      SELECT l_shipmode, sum(CASE WHEN o_orderpriority IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END)
      FROM orders JOIN lineitem ON o_orderkey = l_orderkey
      WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_receiptdate >= date '1994-01-01'
        AND l_receiptdate < date '1995-01-01'
      GROUP BY l_shipmode ORDER BY l_shipmode"""),
  /** Large orders: an aggregation of all line items, then joins. */
  H18(
      """
      SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity)
      FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON o_orderkey = l_orderkey
      WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey
        HAVING sum(l_quantity) > 250)
      GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
      ORDER BY o_totalprice DESC, o_orderdate LIMIT 100"""),
  /** Every line item with its order and part: a join of two large sides. */
  JOIN_PARTS(
      """
      SELECT p_brand, o_orderpriority, count(*), sum(l_extendedprice), max(p_retailprice)
      FROM lineitem JOIN part ON l_partkey = p_partkey JOIN orders ON l_orderkey = o_orderkey
      GROUP BY p_brand, o_orderpriority"""),
  /** Brand sales of a month. */
  DS3(
      """
      SELECT d_year, i_brand, i_brand_id, sum(ss_ext_sales_price) AS sum_agg
      FROM date_dim JOIN store_sales ON d_date_sk = ss_sold_date_sk
        JOIN item ON ss_item_sk = i_item_sk
      WHERE d_moy = 11 GROUP BY d_year, i_brand, i_brand_id
      ORDER BY d_year, sum_agg DESC, i_brand_id LIMIT 100"""),
  /** Average sales by demographics. */
  DS7(
      """
      SELECT i_item_id, avg(ss_quantity), avg(ss_list_price), avg(ss_coupon_amt),
        avg(ss_sales_price)
      FROM store_sales JOIN customer_demographics ON ss_cdemo_sk = cd_demo_sk
        JOIN date_dim ON ss_sold_date_sk = d_date_sk JOIN item ON ss_item_sk = i_item_sk
      WHERE cd_gender = 'M' AND cd_marital_status = 'S' AND d_year = 2000
      GROUP BY i_item_id ORDER BY i_item_id LIMIT 100"""),
  /** Sales by weekday and store. */
  DS43(
      """
      SELECT s_store_name, s_store_id,
        sum(CASE WHEN d_day_name = 'Sunday' THEN ss_sales_price END) AS sun,
        sum(CASE WHEN d_day_name = 'Friday' THEN ss_sales_price END) AS fri
      FROM date_dim JOIN store_sales ON d_date_sk = ss_sold_date_sk
        JOIN store ON ss_store_sk = s_store_sk
      WHERE d_year = 2000 GROUP BY s_store_name, s_store_id ORDER BY s_store_name LIMIT 100"""),
  /** Share of an item's revenue in its class: a window over an aggregation. */
  DS98(
      """
      SELECT i_item_id, i_category, i_class, itemrevenue,
        itemrevenue * 100 / sum(itemrevenue) OVER (PARTITION BY i_class) AS ratio
      FROM (SELECT i_item_id, i_category, i_class, sum(ss_ext_sales_price) AS itemrevenue
        FROM store_sales JOIN item ON ss_item_sk = i_item_sk
          JOIN date_dim ON ss_sold_date_sk = d_date_sk
        WHERE d_year = 2000 GROUP BY i_item_id, i_category, i_class)
      ORDER BY i_category, i_class, i_item_id, ratio""");

  private final String text;

  TpchQuery(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
